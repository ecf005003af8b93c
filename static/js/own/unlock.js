// Asks for this phone's own unlocking, or for a code, and lets the page be seen again. Whoever has
// forgotten the code signs out, which asks first what becomes of what waits (phone/leave.js).

const ROUNDS = 600_000; // OWASP, for PBKDF2 with SHA-256, 2023
const FREE = 5; // wrong codes before each further one has to wait
const LONGEST = 15; // minutes

export const random = (size) => crypto.getRandomValues(new Uint8Array(size));
export const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
export const bytes = (kept) => Uint8Array.from(atob(kept), (letter) => letter.charCodeAt(0));

// What is kept of a code: nothing that could be read back without trying each.
export async function hashed(code, salt = text(random(16)), rounds = ROUNDS) {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(code), "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: rounds };
  return { salt, rounds, hash: text(await crypto.subtle.deriveBits(how, key, 256)) };
}

// Whether the phone says that it has looked who holds it.
async function recognised(key) {
  const known = { type: "public-key", id: bytes(key), transports: ["internal"] };
  const publicKey = { challenge: random(32), allowCredentials: [known], userVerification: "required" };
  // Not taken apart into a const: the minifier would move that before what it needs.
  const answer = await navigator.credentials.get({ publicKey });
  return Boolean(new Uint8Array(answer.response.authenticatorData)[32] & 4);
}

// "" once it is proved who holds the phone, by its own unlocking or the code; else what to say.
export async function refused({ key, code, words }, typed) {
  if (!(await (key ? recognised(key) : fits(code, typed)).catch(() => false))) return key ? words.failed : minutes() ? words.wait.replace("{n}", minutes()) : words.wrong;
  localStorage.removeItem("sunhat-tries");
  return "";
}

export function ask(kept, isShut, look) {
  const lock = kept();
  if (!lock || document.querySelector("[data-lock]")) return;
  const { person } = document.body.dataset;
  // Somebody else has signed in here since: it was not theirs.
  if (person && person !== lock.person) {
    localStorage.removeItem("sunhat-lock");
    return look();
  }
  const { words } = lock;
  const before = document.title;
  const said = made("p", { role: "status" });
  const form = made("form", { className: "form" });
  const input = made("input", { className: "field__input", id: "lock-code", type: "password", inputMode: "numeric", autocomplete: "off", required: true });
  if (!lock.key) form.append(made("label", { className: "field__label", htmlFor: "lock-code", textContent: words.code }), input);
  form.append(made("button", { className: "button button--main", textContent: lock.key ? words.phone : words.open }), said);
  const out = made("form", { className: "form" });
  out.dataset.signOut = "";
  out.append(made("p", { className: "quiet", textContent: words.forgotten }), made("button", { className: "button", textContent: words.out }));
  const box = made("dialog", { className: "lock" });
  box.setAttribute("aria-labelledby", "lock-title");
  box.dataset.lock = "";
  box.append(made("h1", { id: "lock-title", textContent: words.title }), form, out);
  const title = () => {
    if (document.title !== "Sunhat") document.title = "Sunhat"; // the shell names a child there
  };
  const watch = new MutationObserver(title);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    said.textContent = "";
    said.textContent = await refused(lock, input.value);
    if (!said.textContent) {
      localStorage.setItem("sunhat-seen", Date.now());
      return look();
    }
    input.value = "";
    input.focus();
  });
  // Escape closes it in some browsers whatever a page says.
  box.addEventListener("close", () => kept() && isShut(kept()) && box.showModal());
  new MutationObserver((_, mine) => {
    if (box.isConnected) return;
    mine.disconnect();
    watch.disconnect();
    document.title = before;
  }).observe(document.body, { childList: true });
  document.querySelector("dialog[data-leave]")?.style.setProperty("visibility", "visible");
  title();
  watch.observe(document.head, { childList: true, subtree: true, characterData: true });
  document.body.append(box);
  box.showModal();
}

const made = (name, props) => Object.assign(document.createElement(name), props);

async function fits({ salt, rounds, hash }, code) {
  const { count, until } = tries();
  if (Date.now() < until) return false;
  localStorage.setItem("sunhat-tries", JSON.stringify({ count: count + 1, until: Date.now() + wait(count + 1) * 60_000 }));
  return (await hashed(code.trim(), salt, rounds)).hash === hash;
}

const tries = () => JSON.parse(localStorage.getItem("sunhat-tries")) ?? { count: 0, until: 0 };
const wait = (count) => (count < FREE ? 0 : Math.min(2 ** (count - FREE), LONGEST));
const minutes = () => Math.max(0, Math.ceil((tries().until - Date.now()) / 60_000));
