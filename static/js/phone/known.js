// What this phone knows of a child, and how old that is.

import { find, read } from "./db.js";
import { list } from "./outbox.js";

const STALE_MS = 15 * 60_000;
// Plans come with the pocket, entries with every answer: both must be known for a dose's state.
const POCKET_MS = 10 * 60_000;
// So far apart may lie what is told and drawn at the same time, and a clock go back by itself.
export const LATE = 60_000;
const HOUR = 3_600_000;
// A family's day is 25 of them at most.
const DAY_H = 26;

// Everything of one child, of whom this row of `kept` is.
//   wanted  entries that are read besides those that Today needs: the id of one, or "all"
//   hours   how far back everything is read
//   unread  what waits here cannot be read: then nobody here knows what was recorded (line.js says so)
export async function known(person, row, wanted, hours = DAY_H) {
  const { child, pocket, got_at: got } = row;
  const outbox = await list(person).catch(() => 0);
  const ours = (outbox || []).filter((one) => one.child === child && (one.state !== "settled" || one.settled_at > got - LATE));
  const ids = [wanted, ...ours.map(({ entry }) => entry)];
  const { contact, epoch, entries } = await read(person, ["entries", "meta"], async (tx) => {
    const [contact, epoch] = await Promise.all(["contact_at", "epoch"].map((key) => tx.objectStore("meta").get(key)));
    const entries = await entriesOf(tx.objectStore("entries"), row, epoch?.value, ids, hours);
    return { contact: contact?.value, epoch: epoch?.value, entries };
  });
  // The line may have broken between the answer that settled it and the one that draws it.
  const isDrawn = ({ state, entry, answer }) => state === "settled" && entries.find((one) => one.entry === entry)?.revision >= answer?.revision;
  const time = timeOf(row, contact);
  if (!outbox) time.fresh = false;
  return { pocket, entries, changes: ours.filter((one) => !isDrawn(one)), time, epoch, zone: pocket.child.zone, unread: !outbox };
}

// A row for every child this phone keeps something of: child, pocket, got_at.
export async function kept(person) {
  return (await find(person, "pockets", "getAll")).filter(({ pocket }) => pocket.person === person);
}

// The changes that wait for an entry, oldest first.
export const changesOf = ({ changes }, entry) => changes.filter((change) => change.entry === entry);

// By entry the change that says last what stands in it; none of one that was taken back.
export const lastWords = (knows) => knows.changes.filter((change) => {
  const all = changesOf(knows, change.entry);
  return !all.at(-1).delete && all.filter(({ what }) => what).at(-1) === change;
});

// ahead  how far the phone's clock runs before the server's
// now    this moment by the server's clock: the phone's own may be days off (F7)
// heard  when the server was last heard
// fresh  whether that is less than 15 minutes ago; false too when the phone's clock was set back (H17)
function timeOf({ pocket, got_at: got }, contact = got) {
  const ahead = got - Date.parse(pocket.as_of);
  const heard = Math.max(got, Math.min(contact, got + POCKET_MS));
  const age = Date.now() - heard;
  return {
    ahead,
    now: new Date(Date.now() - ahead),
    heard: new Date(heard - ahead),
    fresh: age < STALE_MS && age > -LATE,
  };
}

// Those of today and of as long as a weekly medicine asks about, what the pocket may lack, and these
// ids: a slow phone takes seconds to read all of thousands. One that keeps entries since before the
// indexes were made reads all.
async function entriesOf(store, row, epoch, ids, back) {
  const { child, pocket } = row;
  const since = timeOf(row).now - Math.max(back, ...pocket.weekly.map(({ hours }) => hours)) * HOUR;
  const some = (name, low, high = []) => store.index(name).getAll(IDBKeyRange.bound([child, low], [child, high], true, true));
  const text = (moment) => new Date(moment).toISOString().slice(0, 19);
  const asked = ids.includes("all") || !store.indexNames.contains("epoch") ? [store.getAll()] : [
    some("at", text(since)),
    some("changed_at", text(Date.parse(pocket.as_of) - LATE)),
    some("epoch", "", epoch),
    some("epoch", epoch ?? ""),
    ...ids.filter(Boolean).map(async (id) => [await store.get(id)]),
  ];
  const all = new Map((await Promise.all(asked)).flat().map((one) => [one?.entry, one]));
  return [...all.values()].filter((one) => one?.child === child && one.drawn);
}
