// Ids made on the phone, and who holds it. Ids, not locks, are what makes sending twice harmless.

export function uuid7() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 112;
  bytes[8] = (bytes[8] & 63) | 128;
  return dashed(Date.now().toString(16).padStart(12, "0") + hex(bytes).slice(12));
}

export const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// Sixteen bytes as an id is written.
export const uuid = (bytes) => dashed(hex(bytes));

const dashed = (digits) => digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");

// The person of this page; in the shell, which knows nobody, whoever was signed in last.
export function person() {
  try {
    return document.body.dataset.person || localStorage.getItem("sunhat-person") || "";
  } catch {
    return ""; // storage is switched off
  }
}

// Whose page was opened last on this phone: without signal the icon opens it again. Said once, as it
// opens: an older page that is still there says nothing.
export function lastChild() {
  const here = location.pathname.match(/^\/children\/([0-9a-f-]{36})\//)?.[1];
  try {
    if (person()) localStorage.setItem("sunhat-person", person());
    if (here && person()) localStorage.setItem("sunhat-child", here);
    return here || localStorage.getItem("sunhat-child");
  } catch {
    return here;
  }
}

// One id per browser: the server tells by it what this phone wrote itself.
export function device() {
  try {
    const known = localStorage.getItem("sunhat-device") ?? crypto.randomUUID();
    localStorage.setItem("sunhat-device", known);
    return known;
  } catch {
    return uuid7();
  }
}

export const here = () => ({ person: person(), device: device() });

// The worker has no localStorage: who is signed in, and on which phone, stands in a cache of its own.
const HERE = "sunhat-here";

export async function remember(who) {
  const cache = await globalThis.caches?.open(HERE);
  await cache?.put("/", new Response(JSON.stringify(who)));
}

export async function forget() {
  for (const key of ["person", "child", "push", "lock", "seen", "tries"]) globalThis.localStorage?.removeItem(`sunhat-${key}`);
  globalThis.sessionStorage?.clear();
  await globalThis.caches?.delete(HERE);
}

// Who signed out on this phone while the server could not hear it. Until it has, the cookie still
// opens the journal: nothing is shown before (T24).
const LEFT = "sunhat-left";

export async function markLeft(who) {
  await (await globalThis.caches?.open(LEFT))?.put("/", new Response(who));
}

export async function whoLeft() {
  return (await globalThis.caches?.match("/", { cacheName: LEFT }))?.text();
}

// Whether the server knows of everybody who left; it is told first.
export async function ended(who) {
  const left = who ?? (await whoLeft());
  if (!left) return true;
  const told = await fetch("/api/v1/session", {
    method: "DELETE",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ person: left }),
    signal: AbortSignal.timeout(3000),
  }).then((answer) => answer.json()).catch(() => null);
  if (told?.ended) await globalThis.caches?.delete(LEFT);
  return told?.ended === true;
}

export async function remembered() {
  const found = await caches.match("/", { cacheName: HERE }); // opening it would make it
  return found ? found.json() : {};
}
