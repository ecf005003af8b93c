// The pockets: everything a page needs without signal, drawn by the server, one for each child. The
// worker fetches them, so that going on to another page does not begin it anew.

import { find, write } from "./db.js";
import { remembered } from "./ids.js";
import { changed } from "./outbox.js";
import { smallOf } from "./pictures.js";
import { POCKETS_EVERY } from "./pockets.js";

const KEPT_MS = 61 * 24 * 3600 * 1000;
let again = false;
let fetching = null;

// Fetch the pockets of whoever is signed in, once at a time.
export function fetchPockets(all) {
  again ||= Boolean(fetching) && all;
  fetching ??= run(all).finally(() => {
    fetching = null;
    if (!again) return null;
    again = false;
    return fetchPockets(true);
  });
  return fetching;
}

async function run(all) {
  const { person } = await remembered();
  if (!person) return;
  const listed = await children();
  if (!listed || (await remembered()).person !== person) return;
  await tidy(person, listed);
  const later = [];
  for (const child of listed) {
    if ((await remembered()).person === person) later.push(await one(person, child, all));
  }
  // Pictures after every child's pocket.
  for (const more of later) await more?.();
}

// What this person may not see any more goes, and entries older than the journal that is kept. What
// was written here and waits is nobody's to throw away.
async function tidy(person, listed) {
  const day = new Date().toDateString();
  const before = Date.now() - KEPT_MS;
  await write(person, ["pockets", "entries", "meta"], async (tx) => {
    const [pockets, entries, meta] = ["pockets", "entries", "meta"].map((name) => tx.objectStore(name));
    const gone = (await pockets.getAllKeys()).filter((child) => !listed.includes(child));
    if (!gone.length && (await meta.get("tidied"))?.value === day) return;
    for (const child of gone) await pockets.delete(child);
    for (let at = await entries.openCursor(); at; at = await at.continue()) {
      if (!listed.includes(at.value.child) || Date.parse(at.value.at) < before) await at.delete();
    }
    await meta.put({ key: "tidied", value: day });
  });
}

// An unchanged one costs an empty answer.
async function one(person, child, all) {
  const known = await find(person, "pockets", "get", child);
  const age = Date.now() - (known?.got_at ?? 0);
  if (!all && age >= 0 && age < POCKETS_EVERY) return;
  const answer = await fetch(`/api/v1/children/${child}/pocket`, {
    headers: known?.etag ? { "If-None-Match": known.etag } : {},
    redirect: "manual",
    cache: "no-store",
  }).catch(() => null);
  const found = answer && await read(answer, known);
  // Somebody may have signed out meanwhile, or somebody else in: nothing of one in another's.
  if (found === undefined || !answer || (await remembered()).person !== person) return;
  if (found && found.pocket.person !== person) return;
  // The last picture of each series, to lie over the next one: small, and gone with its entry and with
  // the pocket (H30, T24). One that did not come is asked for again the next time.
  const ghosts = {};
  const ids = found?.pocket.ghosts ?? [];
  for (const id of ids) ghosts[id] = known?.ghosts?.[id];
  const put = () => write(person, "pockets", (tx) => (found ? tx.store.put({ child, ...found, ghosts, got_at: Date.now() }) : tx.store.delete(child)));
  await put();
  if (!known !== !found) changed();
  return async () => {
    const wanted = ids.filter((id) => !ghosts[id]);
    for (const id of wanted) ghosts[id] = await smallOf(id);
    if (wanted.length && (await remembered()).person === person) await put();
  };
}

// What is kept from now on; null: nothing; undefined: the answer says nothing about it.
async function read(answer, known) {
  if (answer.status === 200) return { pocket: await answer.json(), etag: answer.headers.get("ETag") };
  // The same as before is news too: it was so until now.
  const asOf = answer.status === 304 && answer.headers.get("X-As-Of");
  if (asOf && known) return { pocket: { ...known.pocket, as_of: asOf }, etag: known.etag };
  // It is not there any more: this person may not look now. Only our own word for it counts, not that
  // of whatever stands before a server that is just being started.
  const ours = answer.headers.get("Content-Type")?.startsWith("application/json");
  return answer.status === 404 && ours ? null : undefined;
}

async function children() {
  const answer = await fetch("/api/v1/children", { redirect: "manual" }).catch(() => null);
  if (answer?.status !== 200) return null;
  return (await answer.json()).children.map(({ id }) => id);
}
