// The phone's database, one for each person: nobody opens another one's. It is only ever added to,
// so that a tab of an older build can still use what a newer one made: rows get further fields
// (outbox.files, the photos of what waits), and the version stays until a store is added.

import { deleteDB, openDB } from "../../vendor/idb.js";
import { forget, remembered } from "./ids.js";
import { hush } from "./notices.js";

const VERSION = 1;
const PATIENCE = 4000;
// Several stores are for what the server told: a slow phone writes that for a while.
const PATIENCE_NEWS = 10_000;
const NAME = "sunhat-";
const STORES = { meta: "key", outbox: "id", entries: "entry", pockets: "child" };
// A connection that died (iPhones do this in the background, a person may clear the storage).
const DEAD = new Set(["InvalidStateError", "UnknownError", "AbortError", "NotFoundError", "TimeoutError"]);
// What a phone reads of thousands of entries at once, by child. A database from before these indexes
// goes on without: to add one, each tab would have to let go of it, and a frozen one does not.
const INDEXES = ["at", "changed_at", "epoch"];
const opened = new Map();
const running = new Set();
let back = null;
// Somebody signed out: what still runs on this page must not make their database again.
let over = false;

export const find = (person, store, how, key) => read(person, store, (tx) => tx.store[how](key));

export const read = (person, stores, work) => use(person, stores, "readonly", work);

// One transaction that is on the disk when this resolves: only then may a page say "saved".
export const write = (person, stores, work) => use(person, stores, "readwrite", work);

// Once more on a new connection when the old one has died, or does not answer.
async function use(person, ...asked) {
  try {
    return await once(person, ...asked);
  } catch (error) {
    if (!DEAD.has(error?.name)) throw error;
    close(person);
    return once(person, ...asked);
  }
}

// What fails, or is waited for no longer, is given up: it must not be written later.
async function once(person, stores, mode, work) {
  await back;
  const tx = (await open(person)).transaction(stores, mode, { durability: "strict" });
  const whole = async () => {
    const found = await work(tx);
    await tx.done;
    return found;
  };
  running.add(tx);
  try {
    return await patiently(whole(), Array.isArray(stores) ? PATIENCE_NEWS : PATIENCE);
  } catch (error) {
    tx.done.catch(() => {}); // said once, by this error
    giveUp(tx);
    throw error;
  } finally {
    running.delete(tx);
  }
}

function giveUp(tx) {
  try {
    tx.abort();
  } catch {
    // it is over
  }
}

// A page that was left may live on in the browser's memory, and what it had begun would keep
// everybody else waiting (WebKit). Its clock stands still there: it goes on when somebody comes back.
if (globalThis.document) {
  addEventListener("pagehide", () => {
    back = new Promise((done) => setTimeout(done, 100));
    running.forEach(giveUp);
    [...opened.keys()].forEach(close);
  });
}

// These stores are emptied before.
function close(person, stores) {
  opened.get(person)?.then((db) => {
    for (const name in stores) db.transaction(name, "readwrite").store.clear();
    db.close();
  }, () => {});
  opened.delete(person);
}

// From now on this page opens no database. The worker may: it lives on, and somebody may sign in again.
export const shut = () => (over = Boolean(globalThis.document));

// Leave nothing of this person here.
export async function erase(person) {
  // A frozen tab lets go of nothing, so nothing can be deleted: what is in there goes at once.
  close(person, STORES);
  shut();
  await forget();
  await hush().catch(() => {});
  await deleteDB(NAME + person);
}

// Everybody who has a database in this browser.
export async function people() {
  const all = (await indexedDB.databases?.()) ?? [];
  return all.flatMap(({ name }) => (name.startsWith(NAME) ? name.slice(NAME.length) : []));
}

export async function meta(person, key) {
  return (await find(person, "meta", "get", key))?.value;
}

function open(person) {
  if (over || !person) return Promise.reject(new Error("nobody is signed in"));
  if (!opened.has(person)) {
    const db = patiently(connect(person), PATIENCE);
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
        if (db.objectStoreNames.contains(name)) continue;
        const store = db.createObjectStore(name, { keyPath });
        if (name === "entries") INDEXES.forEach((each) => store.createIndex(each, ["child", each]));
      }
    },
    blocking: () => close(person), // a newer build wants it
    terminated: () => opened.delete(person),
  };
  // A newer build made it meanwhile, and only added: without a number it opens as it is.
  const newer = (error) => (error.name === "VersionError" ? openDB(NAME + person, undefined, ways) : Promise.reject(error));
  return openDB(NAME + person, VERSION, ways).catch(newer);
}

// As the promise, or a TimeoutError when that takes too long: what waits here must go somewhere, on a
// phone that is short of everything too.
export function patiently(promise, patience) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new DOMException("no answer", "TimeoutError")), patience);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
