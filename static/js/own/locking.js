// Switches the lock of this phone on and off: it is of this browser alone, and no server hears of it.

import { hashed, random, refused, text } from "./unlock.js";

const form = document.querySelector("[data-locking]");
const off = document.querySelector("[data-locking-off]");
const said = document.querySelector("[data-locking-said]");
const words = form.dataset;
const SHORTEST = 6;

const kept = () => JSON.parse(localStorage.getItem("sunhat-lock"));
const keep = (lock) => localStorage.setItem("sunhat-lock", JSON.stringify(lock));
const asWords = () => Object.fromEntries(["title", "code", "phone", "open", "wrong", "wait", "failed", "forgotten", "out"].map((name) => [name, words[name]]));

function draw() {
  const lock = kept();
  // On, it is switched off first, and that asks who holds the phone: a new code would not.
  form.hidden = Boolean(lock);
  off.hidden = !lock;
  off.querySelector(".field").hidden = Boolean(lock?.key);
  const how = lock?.key ? words.byPhone : words.byCode;
  said.textContent = lock ? words.on.replace("{how}", how).replace("{n}", lock.after) : words.off;
  // In today's words, whatever they were when it was switched on.
  if (lock) keep({ ...lock, words: asWords() });
}

// A key that this phone makes for the lock alone. Some keep any such key among their passkeys: then
// its name says there that it signs nobody in.
async function keyOfPhone() {
  const made = await navigator.credentials.create({
    publicKey: {
      challenge: random(32),
      rp: { name: "Sunhat" },
      user: { id: random(16), name: words.keyName, displayName: words.keyName },
      pubKeyCredParams: [{ type: "public-key", alg: -7 }, { type: "public-key", alg: -257 }],
      authenticatorSelection: { authenticatorAttachment: "platform", residentKey: "discouraged", userVerification: "required" },
    },
  });
  return text(made.rawId);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  event.stopPropagation();
  const { how, after, code } = Object.fromEntries(new FormData(form));
  const lock = { person: document.body.dataset.person, after: Number(after), words: asWords() };
  try {
    if (how === "code" && !(code.length >= SHORTEST && /^\d+$/.test(code))) throw new RangeError(words.short);
    keep(how === "code" ? { ...lock, code: await hashed(code) } : { ...lock, key: await keyOfPhone() });
    localStorage.setItem("sunhat-seen", Date.now());
    localStorage.removeItem("sunhat-tries");
    form.elements.code.value = "";
    draw();
    said.focus();
  } catch (error) {
    said.textContent = error instanceof RangeError ? error.message : words.none;
  }
});

// Where the browser can, it goes from the phone's passkeys too.
const forget = (key) => {
  const credentialId = key?.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  if (key) globalThis.PublicKeyCredential?.signalUnknownCredential?.({ rpId: location.hostname, credentialId }).catch(() => {});
};

off.addEventListener("submit", async (event) => {
  event.preventDefault();
  event.stopPropagation();
  const lock = kept();
  const why = lock && (await refused(lock, off.elements.code_now.value));
  off.elements.code_now.value = "";
  if (why) {
    said.textContent = why;
    return;
  }
  localStorage.removeItem("sunhat-lock");
  forget(lock?.key);
  draw();
  said.focus();
});

draw();
