// What this phone knows of a child, and how old that is.

import { meta, use } from "./db.js";
import { list } from "./outbox.js";

const STALE_MS = 15 * 60_000;
const BACKWARDS_MS = 60_000;
// Plans come with the pocket, entries with every answer: both must be known for a dose's state.
const POCKET_MS = 10 * 60_000;

// Everything of one child, or null when this phone keeps nothing of it.
export async function known(person, child) {
  const kept = await use(person, (db) => db.get("pockets", child));
  if (!kept || kept.pocket.person !== person) return null;
  const [entries, outbox, contact] = [await entriesOf(person, child), await list(person), await meta(person, "contact_at")];
  const changes = outbox.filter((change) => change.child === child && change.state !== "settled");
  return { pocket: kept.pocket, entries, changes, time: timeOf(kept, contact), zone: kept.pocket.child.zone };
}

// Every child this phone keeps something of.
export async function kept(person) {
  const all = await use(person, (db) => db.getAll("pockets"));
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
  const all = await use(person, (db) => db.getAll("entries"));
  return all.filter((entry) => entry.child === child && entry.drawn);
}
