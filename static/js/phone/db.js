// The phone's database, one for each person: nobody opens another one's. It is only ever added to,
// so that a tab of an older build can still use what a newer one made: rows get further fields
// (outbox.files, the photos of what waits), and the version stays until a store is added.

import { deleteDB, openDB } from "../../vendor/idb.js";
import { forget, remembered } from "./ids.js";
import { hush } from "./notices.js";

const VERSION = 1;
const PATIENCE = 4000;
const NAME = "sunhat-";
const STORES = { meta: "key", outbox: "id", entries: "entry", pockets: "child" };
// A connection that died (iPhones do this in the background, a person may clear the storage).
const DEAD = new Set(["InvalidStateError", "UnknownError", "AbortError", "NotFoundError"]);
const opened = new Map();
// Who signed out on this page: what still runs on it must not make their database again.
const left = new Set();

// Run `work` on the person's database; once more on a new connection when the old one has died.
export async function use(person, work) {
  try {
    return await work(await open(person));
  } catch (error) {
    if (!DEAD.has(error?.name)) throw error;
    close(person);
    return work(await open(person));
  }
}

// One transaction that is on the disk when this resolves: only then may a page say "saved".
export function write(person, stores, work) {
  return use(person, async (db) => {
    const tx = db.transaction(stores, "readwrite", { durability: "strict" });
    try {
      const found = await work(tx);
      await tx.done;
      return found;
    } catch (error) {
      tx.done.catch(() => {}); // said once, by the error below
      throw error;
    }
  });
}

// A page that was left may live on in the browser's memory: it holds nothing that others wait for.
if (globalThis.document) addEventListener("pagehide", () => [...opened.keys()].forEach(close));

export function close(person) {
  opened.get(person)?.then((db) => db.close(), () => {});
  opened.delete(person);
}

// Leave nothing of this person here; this page opens their database no more. The worker may: it lives
// on, and somebody may sign in again.
export async function erase(person) {
  close(person);
  if (globalThis.document) left.add(person);
  await forget();
  await hush().catch(() => {});
  await deleteDB(NAME + person);
}

// Everybody who has a database in this browser.
export async function people() {
  const all = (await indexedDB.databases?.()) ?? [];
  return all.map(({ name }) => name).filter((name) => name.startsWith(NAME)).map((name) => name.slice(NAME.length));
}

export async function meta(person, key) {
  return (await use(person, (db) => db.get("meta", key)))?.value;
}

function open(person) {
  if (!person || left.has(person)) return Promise.reject(new Error("nobody is signed in"));
  if (!opened.has(person)) {
    const db = patiently(connect(person));
    opened.set(person, db);
    db.catch(() => opened.delete(person));
  }
  return opened.get(person);
}

async function connect(person) {
  // The worker outlives a sign-out, and may just be waiting for an answer when it happens.
  if (!globalThis.document && (await remembered()).person !== person) throw new Error("nobody is signed in");
  const ways = {
    upgrade(db) {
      for (const [name, keyPath] of Object.entries(STORES)) {
        if (!db.objectStoreNames.contains(name)) db.createObjectStore(name, { keyPath });
      }
    },
    blocking: () => close(person), // a newer build wants it
    terminated: () => opened.delete(person),
  };
  // A newer build made it meanwhile, and only added: without a number it opens as it is.
  const newer = (error) => (error.name === "VersionError" ? openDB(NAME + person, undefined, ways) : Promise.reject(error));
  return openDB(NAME + person, VERSION, ways).catch(newer);
}

// Opening can hang for ever on a phone that is short of everything; the form must still go somewhere.
function patiently(promise) {
  const late = new Promise((_, reject) => {
    setTimeout(() => reject(new DOMException("the database did not open", "TimeoutError")), PATIENCE);
  });
  return Promise.race([promise, late]);
}
