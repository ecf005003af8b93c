// What this phone knows of a child, and how old that is.

import { meta, find } from "./db.js";
import { list } from "./outbox.js";

const STALE_MS = 15 * 60_000;
// Plans come with the pocket, entries with every answer: both must be known for a dose's state.
const POCKET_MS = 10 * 60_000;
// So far apart may lie what is told and drawn at the same time, and a clock go back by itself.
export const LATE = 60_000;

// Everything of one child, or null when this phone keeps nothing of it.
//   unread  what waits here cannot be read: then nobody here knows what was recorded (line.js says so)
export async function known(person, child) {
  const kept = await find(person, "pockets", "get", child);
  if (!kept || kept.pocket.person !== person) return null;
  const [entries, outbox] = [await entriesOf(person, child), await list(person).catch(() => 0)];
  const [contact, epoch] = [await meta(person, "contact_at"), await meta(person, "epoch")];
  // The line may have broken between the answer that settled it and the one that draws it.
  const isNews = ({ entry, answer, settled_at: at }) => at > kept.got_at - LATE && !(entries.find((one) => one.entry === entry)?.revision >= answer.revision);
  const changes = (outbox || []).filter((one) => one.child === child && (one.state !== "settled" || isNews(one)));
  const time = timeOf(kept, contact);
  if (!outbox) time.fresh = false;
  return { pocket: kept.pocket, entries, changes, time, epoch, zone: kept.pocket.child.zone, unread: !outbox };
}

// Every child this phone keeps something of.
export async function kept(person) {
  const all = await find(person, "pockets", "getAll");
  return all.map(({ pocket }) => pocket).filter((pocket) => pocket.person === person);
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

async function entriesOf(person, child) {
  const all = await find(person, "entries", "getAll");
  return all.filter((entry) => entry.child === child && entry.drawn);
}
