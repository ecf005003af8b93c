// Sends what waits and learns the news, in one request. A change is settled by the server's answer
// for its very id and by nothing else: not by a 200 from a hotel's sign-in page, not by a redirect.

import { erase, write } from "./db.js";
import { changed, list, noteSent, sendable, settle, subscribe, tellNews, unsettled } from "./outbox.js";
import { keepNews } from "./news.js";
import { warn } from "./line.js";
import { hush } from "./notices.js";
import { bodyOf, post } from "./request.js";

const PATIENCE = 25_000;
const MOST = 50;
const STATES = { applied: "settled", repeated: "settled", waiting: "settled", conflict: "settled", asked: "asked", rejected: "rejected" };
// The request as a whole was refused: one of its changes is to blame, the others are not.
const WHOLE = new Set([400, 413, 422, 500]);
let quietUntil = 0;
// A request is dated when it begins, and what it says may stand in the journal a while later: a page
// that is younger than what another phone wrote may still lack it.
const LATE = 60_000;
let newest = 0;

// How young a page must be to have all that came since it was opened.
export const newestNews = () => newest;

// What another tab or the worker learnt is not told again: they share one cursor.
subscribe((learnt) => {
  if (!(learnt > newest)) return;
  newest = learnt;
  globalThis.dispatchEvent(new Event("sunhat:news"));
});

// Send everything that waits for `person`.
//   ask    ids of changes whose person stands in front of the screen: the server asks them first
//   news   ask for news even when nothing waits
// Returns the contact: "ok", "none", "busy", "signed-out", "removed" (this phone was taken away),
// "other" (somebody else is signed in).
// Throws what the phone's database throws.
export async function flush(here, { ask = [], news = false } = {}) {
  if (!here.person || Date.now() < quietUntil) return "busy";
  return alone("sunhat-send", PATIENCE, () => run(here, new Set(ask), news));
}

// Two tabs never send at once. A frozen tab may hold the lock for ever: then ids do without it.
export async function alone(lock, patience, work) {
  if (!globalThis.navigator?.locks) return work();
  let began = false;
  const held = () => {
    began = true;
    return work();
  };
  try {
    return await navigator.locks.request(lock, { signal: AbortSignal.timeout(patience) }, held);
  } catch (error) {
    if (began) throw error;
    return work();
  }
}

async function run(here, mine, news) {
  const all = await list(here.person);
  const todo = sendable(all, mine);
  if (!todo.length && !news) return "ok";
  let contact = "ok";
  for (let from = 0; (from === 0 || from < todo.length) && contact === "ok"; from += MOST) {
    const batch = todo.slice(from, from + MOST);
    contact = await exchange(here, batch, mine);
  }
  return contact;
}

// One request; when it is refused as a whole, one for each of its changes.
async function exchange(here, listed, mine) {
  const batch = await noteSent(here.person, listed.map(({ id }) => id), mine);
  const { status, told, after } = await post("/api/v1/sync", await bodyOf(here, batch, mine));
  if (status === 200 && told?.epoch && Array.isArray(told.results)) {
    await learn(here, batch, told);
    if (told.late) warn(told.late); // every open screen says so (H19)
    return told.more ? exchange(here, [], mine) : "ok";
  }
  if (status === 401 && told?.error === "phone_removed" && told.person === here.person) {
    await erase(here.person); // its person took this phone away, on another one (T24)
    return "removed";
  }
  if (status === 401 && told?.error) return "signed-out";
  if (status === 409 && told?.error === "other_person") return "other";
  if (WHOLE.has(status) && blames(told) && batch.length) return oneByOne(here, batch, mine, status, told);
  if (after) quietUntil = Date.now() + Math.min(after, 300) * 1000;
  return status === 0 ? "none" : "busy";
}

// What is wrong with the rest of the request is no fault of what was saved, nor that it came cut off.
const blames = (told) => told?.error && told.error !== "json_invalid" && (!told.field || told.field.startsWith("changes"));

async function oneByOne(here, batch, mine, status, told) {
  if (batch.length === 1) {
    // A fault of the server may pass; a refusal of this change will not.
    if (status !== 500) await refuse(here.person, batch[0].id, told.message);
    return "ok";
  }
  for (const change of batch) {
    const contact = await exchange(here, [change], mine);
    if (contact !== "ok") return contact;
  }
  return "ok";
}

// Write down what the server said, about each change and about the journal, or none of it.
async function learn(here, batch, told) {
  const ours = new Set(batch.map(({ id }) => id));
  const fresh = await write(here.person, ["outbox", "entries", "meta"], async (tx) => {
    const box = tx.objectStore("outbox");
    for (const result of told.results) {
      const state = stateOf(result);
      if (ours.has(result.id) && state) await settle(box, result.id, state, { reason: reasonOf(result), answer: result, settled_at: Date.now() });
    }
    return keepNews(tx, told);
  });
  if (batch.length) {
    changed();
    list(here.person).then((all) => hush(unsettled(all))).catch(() => {});
  }
  const own = new Set(batch.map(({ entry }) => entry));
  newest = Math.max(newest, ...fresh.map(({ entry, changed_at: at }) => Date.parse(at) + (own.has(entry) ? 0 : LATE)));
  if (!fresh.length) return;
  tellNews(newest);
  globalThis.dispatchEvent(new Event("sunhat:news"));
}

function stateOf(result) {
  const refused = result.errors?.length || (result.status === "conflict" && result.revision == null);
  return refused && result.status !== "asked" ? "rejected" : STATES[result.status];
}

const reasonOf = ({ errors = [], warnings = [] }) => [...errors, ...warnings].map(({ message }) => message).join(" ");

async function refuse(person, id, reason) {
  await write(person, "outbox", (tx) => settle(tx.store, id, "rejected", { reason }));
  changed();
}
