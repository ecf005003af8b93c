// Photos go before the change that names them: each is handed in under its own id, which is made of
// the form's id and the picture. The same picture on the same form is the same photo, from here and
// from the page, however often it is sent.

import { write } from "./db.js";
import { hex, uuid } from "./ids.js";
import { amend, changed, inFront, list, missing, settle } from "./outbox.js";
import { post } from "./request.js";
import { alone, flush } from "./send.js";
import { say } from "./words.js";

const PATIENCE = 120_000;
// As long as another tab may take over one photo before this one goes on beside it.
const TURN = 30_000;
// What is wrong with the picture, or with its writer's rights. The rest passes, and is tried again.
const REFUSED = new Set([403, 404, 409, 413, 415, 422]);
const NO_RIGHT = new Set([403, 404]);
const QUIET = 30;
let quietUntil = 0;

// Give the change that names them the photos of its form. Read whole: a file that was chosen may be
// gone from the phone's gallery when there is signal.
export async function addPhotos(change, chosen) {
  change.files = [];
  for (const file of chosen) {
    const bytes = await file.arrayBuffer();
    change.files.push({ id: await idOf(change.id, bytes), blob: new Blob([bytes], { type: file.type }) });
  }
  const ids = change.files.map(({ id }) => id);
  change.values.photos = [...new Set([change.values.photos ?? [], ids].flat())];
}

// As the server makes it of a posted form: following(change, SHA-256 of the picture).
const idOf = async (change, bytes) => idAfter(change, hex(await sha256(bytes)));

// The id of what comes with another, the same however often it is made (journal/entries/change.py).
export async function idAfter(id, what) {
  const first = Uint8Array.from(id.replaceAll("-", "").match(/../g), (two) => parseInt(two, 16));
  const last = await sha256(new Uint8Array([...first, ...new TextEncoder().encode(what)]));
  return uuid([...first.slice(0, 8), (first[8] & 192) | (last[0] & 63), ...last.slice(1, 8)]);
}

const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

// As flush, and then the photos.
export async function sendAll(who, options = {}) {
  const contact = await flush(who, options);
  return contact === "ok" ? sendPhotos(who, options) : contact;
}

// Hand in the photos that wait, and send with each the change that waited for it; see flush.
export async function sendPhotos(who, { ask } = {}) {
  const quiet = !ask && Date.now() < quietUntil;
  if (quiet || !needing(await list(who.person), new Set(ask)).length) return "ok";
  return alone("sunhat-photos", TURN, () => everyPhoto(who, ask));
}

// What waits for its photos.
function needing(changes, mine) {
  return changes.filter((change) => change.state === "waiting" && missing(change).length && !inFront(change, mine));
}

async function everyPhoto(who, ask = []) {
  for (const change of needing(await list(who.person), new Set(ask))) {
    const came = await photosOf(who, change);
    if (came === "quiet") return "busy"; // whichever photo came next, it would be told the same
    // Of a photo that is busy or refused the others do not know: they go.
    const contact = came === "ok" ? await flush(who, { ask }) : came;
    if (contact !== "ok" && came !== "busy") return contact;
  }
  return "ok";
}

async function photosOf(who, change) {
  for (const file of missing(change)) {
    if (!(await readable(file.blob))) return refuse(who, change, say("photo_lost"));
    const { status, told, after } = await upload(who, change, file);
    if (status === 201 && told?.id === file.id) {
      await note(who, change, file);
      continue;
    }
    if (status === 0) return "none";
    if (status === 401 && told?.error) return "signed-out";
    if (told?.error === "other_person") return "other";
    const refused = told?.error && (REFUSED.has(status) || told.error === "photo_quota");
    if (refused) return refuse(who, change, NO_RIGHT.has(status) ? say("photo_no_right") : told.message);
    quietUntil = Date.now() + (after || QUIET) * 1000;
    return status === 429 || status === 503 ? "quiet" : "busy";
  }
  return "ok";
}

// From now on the server has it.
function note(who, change, { id }) {
  const there = (file) => (file.id === id ? { ...file, there: Date.now() } : file);
  return write(who.person, "outbox", (tx) => amend(tx.store, change.id, ({ files }) => ({ files: files.map(there) })));
}

// Without a reason where the worker refused it: the page that lists what waits says that it did.
async function refuse(who, { id }, reason) {
  await write(who.person, "outbox", (tx) => settle(tx.store, id, "rejected", { reason }));
  changed();
  return "busy";
}

const readable = (blob) => blob.slice(0, 1).arrayBuffer().then(() => true, () => false);

function upload(who, { child }, { id, blob }) {
  const body = new FormData();
  for (const [name, value] of Object.entries({ id, child, ...who })) body.set(name, value);
  body.set("photo", blob, "photo.jpg");
  return post("/api/v1/photos", body, PATIENCE);
}
