// What the server knows and this phone does not: what others wrote, as the server drew it, and the
// pockets, which are everything a page needs without signal.

import { use, write } from "./db.js";

export const POCKETS_EVERY = 5 * 60_000;

// Keep the news of an answer, in the transaction that settles what was sent. Returns what is new.
export async function keepNews(tx, told) {
  const meta = tx.objectStore("meta");
  const entries = tx.objectStore("entries");
  const epoch = (await meta.get("epoch"))?.value;
  if (epoch && epoch !== told.epoch) await offerAgain(tx.objectStore("outbox"));
  const fresh = [];
  for (const entry of told.entries ?? []) {
    const known = await entries.get(entry.entry);
    if (known?.revision === entry.revision && known?.drawn) continue;
    await entries.put({ ...entry, at: entry.fields?.at });
    fresh.push(entry);
  }
  for (const [key, value] of Object.entries({ epoch: told.epoch, cursor: told.cursor, contact_at: Date.now() })) {
    await meta.put({ key, value });
  }
  await byTheServersPage(tx.objectStore("outbox"), fresh);
  return fresh;
}

// Another epoch: the server was restored from a backup and may lack what it once said it had.
async function offerAgain(box) {
  for (const change of await box.getAll()) {
    if (change.state === "settled") await box.put({ ...change, state: "waiting" });
  }
}

// What was asked about and then answered on the server's own page stands in the journal.
async function byTheServersPage(box, fresh) {
  const made = new Map(fresh.map((entry) => [entry.entry, entry]));
  for (const change of await box.getAll()) {
    const isNew = change.base === null && (change.state === "asked" || change.state === "rejected");
    if (isNew && made.has(change.entry)) await box.put({ ...change, state: "settled" });
  }
}

// Fetch the pockets of these children that are older than five minutes, or all. An unchanged one
// costs an empty answer.
export async function fetchPockets(person, children, all = false) {
  for (const child of children) {
    const known = await use(person, (db) => db.get("pockets", child));
    const age = Date.now() - (known?.got_at ?? 0);
    if (!all && age >= 0 && age < POCKETS_EVERY) continue;
    const answer = await fetch(`/api/v1/children/${child}/pocket`, {
      headers: known?.etag ? { "If-None-Match": known.etag } : {},
      redirect: "manual",
      cache: "no-store",
    }).catch(() => null);
    if (answer?.status === 200) {
      const kept = { child, pocket: await answer.json(), etag: answer.headers.get("ETag"), got_at: Date.now() };
      await write(person, "pockets", (tx) => tx.store.put(kept));
    }
    // The same as before is news too: it was so until now.
    const asOf = answer?.status === 304 && answer.headers.get("X-As-Of");
    if (asOf) await write(person, "pockets", (tx) => tx.store.put({ ...known, pocket: { ...known.pocket, as_of: asOf }, got_at: Date.now() }));
    // An answer that it is not there any more, in our own words: this person may not look now.
    if (answer?.status === 404 && known) await write(person, "pockets", (tx) => tx.store.delete(child));
  }
}

export async function children() {
  const answer = await fetch("/api/v1/children", { redirect: "manual" }).catch(() => null);
  if (answer?.status !== 200) return [];
  return (await answer.json()).children.map(({ id }) => id);
}
