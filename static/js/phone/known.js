// What this phone knows of a child, and how old that is.

import { meta, find } from "./db.js";
import { list, unsettled } from "./outbox.js";

const STALE_MS = 15 * 60_000;
const BACKWARDS_MS = 60_000;
// Plans come with the pocket, entries with every answer: both must be known for a dose's state.
const POCKET_MS = 10 * 60_000;

// Everything of one child, or null when this phone keeps nothing of it.
//   unread  what waits here cannot be read: then nobody here knows what was recorded (line.js says so)
export async function known(person, child) {
  const kept = await find(person, "pockets", "get", child);
  if (!kept || kept.pocket.person !== person) return null;
  const [entries, outbox] = [await entriesOf(person, child), await list(person).catch(() => 0)];
  const [contact, epoch] = [await meta(person, "contact_at"), await meta(person, "epoch")];
  const changes = unsettled(outbox || []).filter((change) => change.child === child);
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

// now    this moment by the server's clock: the phone's own may be days off (F7)
// heard  when the server was last heard
// fresh  whether that is less than 15 minutes ago; false too when the phone's clock was set back (H17)
function timeOf({ pocket, got_at: got }, contact = got) {
  const ahead = got - Date.parse(pocket.as_of);
  const heard = Math.max(got, Math.min(contact, got + POCKET_MS));
  const age = Date.now() - heard;
  return {
    now: new Date(Date.now() - ahead),
    heard: new Date(heard - ahead),
    fresh: age < STALE_MS && age > -BACKWARDS_MS,
  };
}

async function entriesOf(person, child) {
  const all = await find(person, "entries", "getAll");
  return all.filter((entry) => entry.child === child && entry.drawn);
}
