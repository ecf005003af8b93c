// What was saved on this phone and what became of it.
//
// state   waiting    the server has not said that it has it
//         asked      it asked something first; nothing is written
//         rejected   it refused it, `reason` says why
//         settled    it has it; the copy is kept a week, for a server restored from a backup
// Only a person or an answer of the server for this very id takes a change out of "waiting".
//
// files      its photos, {id, blob, there: when the server had it}. They go first (hand_in.js), and
//            stay with the copy: a server restored from a backup may lack them.

import { people, find, shut, write } from "./db.js";
import { uuid7 } from "./ids.js";
import { say } from "./words.js";

const KEEP_SETTLED_MS = 7 * 24 * 3600 * 1000;
// So long the page a change was saved on may ask its person before anybody else sends it.
const IN_FRONT_MS = 5000;
// A photo that no entry names is removed after two days: long before that it is handed in again.
const THERE_MS = 24 * 3600 * 1000;
const MOST_DISCARDED = 100;
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("sunhat-outbox") : null;
const listeners = new Set();
// What was saved on this very page, which waits for the word of the server.
const held = new Set();

if (channel) {
  channel.onmessage = ({ data }) => {
    // Signed out in another tab: this one shows nothing any more either.
    if (data !== "left") listeners.forEach((tell) => tell(data));
    else if (shut()) location.replace("/sign-in");
  };
}

// Call `tell` whenever the outbox changes, in this tab or another; with a number when another tab or
// the worker learnt news: how young they are (send.js).
export function subscribe(tell) {
  listeners.add(tell);
}

export function changed() {
  channel?.postMessage("changed");
  listeners.forEach((tell) => tell());
}

export const tellLeft = () => channel?.postMessage("left");
export const tellNews = (newest) => channel?.postMessage(newest);

// Store these changes, all or none, and return them as they are kept.
export async function keep(person, changes) {
  // Ids for what may follow: made here, so that what is written once more is not written twice.
  const all = changes.map((change) => [{ ...fresh(person), ...change }, uuid7()]);
  const keepAll = () => write(person, "outbox", async (tx) => {
    const found = [];
    for (const each of all) found.push(await keepOne(tx.store, ...each));
    return found;
  });
  const kept = await keepAll().catch(async (error) => {
    if (error?.name !== "QuotaExceededError") throw error;
    await sweep(person, { photos: true }); // what the server has gives way to what it has not
    return keepAll();
  });
  changed();
  return kept;
}

function fresh(person) {
  return { v: 1, person, made_at: now(), front: Date.now() + IN_FRONT_MS, state: "waiting", attempts: 0, reason: "" };
}

async function keepOne(store, change, following) {
  const earlier = await store.get(change.id);
  // Tapped twice, or asked about and answered by nothing new: the same change, once. Its person stands
  // in front of it again.
  if (earlier && said(earlier) === said(change)) return earlier.state === "settled" ? earlier : again(store, { ...earlier, front: change.front });
  if (!earlier) return again(store, change);
  const never = earlier.state === "waiting" && !earlier.attempts;
  if (never || earlier.state === "asked" || earlier.state === "rejected") {
    return again(store, { ...earlier, ...change, made_at: earlier.made_at, files: filesOf(earlier, change) });
  }
  // The server may have the first words: an id never stands for other content. What is said now
  // follows it, as an edit of the same entry.
  return again(store, { ...change, id: following, entry: earlier.entry, base: earlier.id });
}

async function again(store, change) {
  const kept = { ...change, state: "waiting", reason: "" };
  if (globalThis.document) held.add(kept.id);
  await store.put(kept);
  return kept;
}

// The photos that the form names now: those it had, and those that were chosen this time.
function filesOf({ files: had = [] }, { files = [], values }) {
  const named = new Set([values?.photos ?? []].flat());
  const all = new Map([...files, ...had].map((file) => [file.id, file]));
  return [...all.values()].filter(({ id }) => named.has(id));
}

const said = (change) => JSON.stringify([change.values, change.base, change.delete, change.entry]);

// All changes of this person, oldest first.
export const list = async (person) => inOrder(await find(person, "outbox", "getAll"));

// By id, which is by time; and never before what it follows: a clock may have been set back.
function inOrder(changes) {
  const left = new Map(changes.sort((one, other) => (one.id < other.id ? -1 : 1)).map((change) => [change.id, change]));
  const placed = [];
  const put = (change) => {
    left.delete(change.id);
    if (left.has(change.base)) put(left.get(change.base));
    placed.push(change);
  };
  while (left.size) put(left.values().next().value);
  return placed;
}

export const unsettled = (changes) => changes.filter((change) => change.state !== "settled");

// What may be sent now; `mine` are ids whose person stands in front of this very page: what follows
// one of these waits until it is known whether they are asked.
export function sendable(changes, mine = new Set()) {
  const stopped = new Set();
  return changes.filter((change) => {
    const stuck = change.state === "asked" || change.state === "rejected" || missing(change).length > 0;
    const follows = stopped.has(change.base) || mine.has(change.base);
    if (stuck || follows) stopped.add(change.id); // what follows it waits for it
    return change.state === "waiting" && !stuck && !follows && !inFront(change, mine);
  });
}

export const inFront = ({ id, front }, mine) => !mine.has(id) && (isHeld(id) || (Math.abs(front - Date.now()) <= IN_FRONT_MS && Date.now() < front));
export const isHeld = (id) => held.has(id);

// The photos that have to be handed in before this change is sent.
export const missing = ({ files = [] }) => files.filter(({ there }) => !(Math.abs(Date.now() - there) < THERE_MS));

// Note that these are about to be sent: from now on the server may have them. Returns those that still
// may be sent, as they stand now: one may have been mended or discarded since it was listed.
export function noteSent(person, ids, mine) {
  return !ids.length ? [] : write(person, "outbox", async (tx) => {
    const all = sendable(inOrder(await tx.store.getAll()), mine).filter(({ id }) => ids.includes(id));
    for (const change of all) await tx.store.put({ ...change, attempts: change.attempts + 1 });
    return all;
  });
}

// The page that asked its person has gone on: anybody may send these now.
export function release(person, ids) {
  for (const id of ids) held.delete(id);
  return write(person, "outbox", async (tx) => {
    for (const id of ids) await amend(tx.store, id, () => ({ front: 0 }));
  });
}

// Write down what the server said, in a transaction of the caller.
export function settle(store, id, state, more) {
  return amend(store, id, (change) => (change.state === "waiting" ? { state, ...more } : {}));
}

export async function amend(store, id, more) {
  const change = await store.get(id);
  if (change) await store.put({ ...change, ...more(change) });
}

// Whether the server may have it: the answer was lost.
export const mayBeThere = ({ state, attempts }) => state === "waiting" && attempts > 0;

// Take a change away, by a person's word, with what follows it. What the server has kept of it goes
// by the same word (waiting.js), whenever that is; a new entry that it may have is taken back there.
export async function discard(person, id) {
  await write(person, ["outbox", "meta"], async (tx) => {
    const [box, meta] = [tx.objectStore("outbox"), tx.objectStore("meta")];
    const gone = new Set([id]);
    let isNew = false;
    for (const change of inOrder(await box.getAll())) {
      if (change.id === id) isNew = !change.base;
      else if (change.state === "settled" || !gone.has(change.base)) continue;
      await box.delete(change.id);
      gone.add(change.id);
      if (!isNew || !mayBeThere(change)) continue;
      const back = { id: uuid7(), base: change.id, made_at: now(), front: 0, attempts: 0, delete: true, what: null, values: null, files: [] };
      await box.put({ ...change, ...back, title: say("taken_back") });
      gone.add(back.id); // where nothing came, nothing is to be decided about this either
    }
    const before = (await meta.get("discarded"))?.value ?? [];
    await meta.put({ key: "discarded", value: [...before, ...gone].slice(-MOST_DISCARDED) });
  });
  changed();
}

// Forget copies a week after they were settled, however long they had waited; with `photos` the photos of the others too. What waits is
// never forgotten.
export function sweep(person, { photos = false } = {}) {
  const before = Date.now() - KEEP_SETTLED_MS;
  return write(person, "outbox", async (tx) => {
    for (const change of await tx.store.getAll()) {
      if (change.state !== "settled") continue;
      if ((change.settled_at ?? Date.parse(change.made_at)) < before) await tx.store.delete(change.id);
      else if (photos && change.files) await tx.store.put({ ...change, files: [] });
    }
  });
}

// How many wait in this browser for other people: a number and nothing more.
export async function waitingForOthers(person) {
  let count = 0;
  for (const other of await people()) {
    if (other !== person) count += unsettled(await list(other)).length;
  }
  return count;
}

// This moment, with the offset of the phone's own clock.
export function now(moment = new Date()) {
  const offset = -moment.getTimezoneOffset();
  const wall = new Date(moment.getTime() + offset * 60_000).toISOString().slice(0, -1);
  const two = (number) => String(Math.floor(number)).padStart(2, "0");
  return `${wall}${offset < 0 ? "-" : "+"}${two(Math.abs(offset) / 60)}:${two(Math.abs(offset) % 60)}`;
}
