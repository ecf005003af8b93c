// A form that says what it is (data-outbox) is stored on this phone first and sent from there, with
// and without signal alike. It is kept as what was typed: the server reads it by its own rules.

import { answers } from "../answers.js";
import { patiently } from "./db.js";
import { look } from "./given.js";
import { hidden } from "./hidden.js";
import { here } from "./ids.js";
import { kept, known } from "./known.js";
import { discard, keep, list, missing, release } from "./outbox.js";
import { READERS } from "./readers.js";
import { flush } from "./send.js";
import { tellNext } from "./said.js";
import { say } from "./words.js";

const PATIENCE = 2500;
// With photos; less than the five seconds in which nobody else sends what is asked about here.
const PATIENCE_PHOTOS = 4500;

export function start() {
  // Before the page's own listener, which sees by defaultPrevented that nothing is posted.
  document.addEventListener("submit", caught, true);
  document.addEventListener("click", left);
}

// "Leave it: record nothing" is somebody's decision: what was asked about does not wait on.
async function left(event) {
  const link = event.target.closest?.("[data-outbox-leave]");
  if (!link) return;
  event.preventDefault();
  await discard(here().person, link.dataset.outboxLeave).catch(() => {});
  location.assign(link.href);
}

function caught(event) {
  const { target: form, submitter } = event;
  const reader = READERS[form.dataset.outbox];
  // Photos that are still being made small send the form once more when they are (photo.js).
  if (!reader || form.dataset.native || form.dataset.shrinking || submitter?.dataset.outboxSkip || !("indexedDB" in window)) return;
  const data = new FormData(form, submitter);
  const photos = [...data.values()].filter((value) => typeof value !== "string" && value.size);
  const changes = reader(form, data, submitter);
  if (!changes.length) return;
  event.preventDefault();
  if (form.dataset.sent) return;
  form.dataset.sent = "yes";
  submitter?.setAttribute("aria-disabled", "true");
  if (form.dataset.outbox === "due") unlessItAnswers(form, submitter, changes);
  else save(form, submitter, changes, photos);
}

// The page behind a notification: the server looks first whether the slot still stands (H7, H22). Only
// where it does not answer the dose is kept here, once, by the same look as the notification's own.
async function unlessItAnswers(form, submitter, changes) {
  if (await answers()) return natively(form, submitter);
  const [change] = changes;
  const { person } = here();
  const row = (await kept(person).catch(() => [])).find(({ child }) => child === change.child);
  const knows = row && await known(person, row).catch(() => null);
  const { waits, there, other, free } = knows ? look(knows, change, form.dataset.until) : {};
  if (waits || there) return goOn(form, submitter, [waits ?? { ...change, state: "settled" }]);
  if (!free) return tellHere(form, submitter, say(other ? "look_first" : "not_kept"));
  form.action = form.dataset.single; // should it be asked about, there
  save(form, submitter, changes, []);
}

async function save(form, submitter, changes, photos) {
  const who = here();
  let kept;
  try {
    if (photos.length) await (await import("./hand_in.js")).addPhotos(changes[0], photos);
    kept = await keep(who.person, changes);
  } catch (error) {
    return notKept(form, submitter, error); // full, private, broken: nothing was stored, nothing is claimed
  }
  tellKept(form);
  navigator.storage?.persist?.().catch(() => {});
  const ids = kept.map(({ id }) => id);
  const became = await answered(who, ids, photos.length > 0).catch(() => kept);
  goOn(form, submitter, became);
}

// At once, where the thumb is: the server may take its time, and what it says the next page tells.
function tellKept(form) {
  const told = Object.assign(document.createElement("p"), { className: "banner", textContent: say("on_phone") });
  told.setAttribute("role", "status");
  (document.querySelector(".dock") ?? form).prepend(told);
}

// What the server says of these changes, if it says it soon.
async function answered(who, ids, photos) {
  const sent = photos ? import("./hand_in.js").then(({ sendAll }) => sendAll(who, { ask: ids })) : flush(who, { ask: ids });
  if ((await patiently(sent, photos ? PATIENCE_PHOTOS : PATIENCE).catch(() => null)) === "removed") {
    location.replace("/sign-in"); // this phone was taken away, and has just erased itself: nothing is saved
    return new Promise(() => {});
  }
  await release(who.person, ids);
  const all = new Map((await list(who.person)).map((change) => [change.id, change]));
  return ids.map((id) => all.get(id)).filter(Boolean);
}

async function goOn(form, submitter, changes) {
  const [first] = changes;
  const stuck = changes.some(({ state }) => state === "asked" || state === "rejected");
  if (stuck && changes.length === 1) return showThere(form, submitter, first);
  const there = changes.every(({ state }) => state === "settled");
  const what = changes.map(({ answer, title }) => (there && answer?.said) || title).join(", ");
  const where = stuck ? say("needs", { n: changes.filter(({ state }) => state !== "settled").length }) : say(there ? onServer(changes) : "on_phone");
  tellNext(`${what.replace(/\.$/, "")}. ${where}`, stuck ? null : await undoOf(form, changes));
  leave(form.dataset.next || "/");
}

// A server that was restored may keep what it has until the entry comes that this changes.
const onServer = (changes) => (changes.some(({ answer }) => answer?.status === "waiting") ? "on_server_waits" : "on_server");

// The server's own page asks, or shows what is wrong at its field: the same form, the same ids.
function showThere(form, submitter, change) {
  // A photo that it refused it has not seen with this form: what it said stands here.
  if (missing(change).length) return tellHere(form, submitter, `${say(change.state)}. ${change.reason}`);
  for (const { id } of change.files ?? []) form.append(hidden("photos", id));
  for (const field of form.querySelectorAll("[data-photos]")) field.value = ""; // it has them already
  const ids = { change: change.id, entry: change.entry };
  for (const [name, value] of Object.entries(ids)) if (form.elements[name]) form.elements[name].value = value;
  natively(form, submitter);
}

export function natively(form, submitter) {
  delete form.dataset.sent;
  form.dataset.native = "yes";
  submitter?.removeAttribute("aria-disabled");
  // A moment later: within its own submit event a form ignores being submitted.
  setTimeout(() => form.requestSubmit(submitter));
}

// Without a stored copy the form goes to the server as it would without script. Where there is no
// server either, what was typed stays on the page, and nothing looks saved.
async function notKept(form, submitter, error) {
  if (await answers()) return natively(form, submitter);
  const full = error?.name === "QuotaExceededError" ? say("full") : "";
  tellHere(form, submitter, `${full} ${say("not_kept")}`.trim());
}

function tellHere(form, submitter, text) {
  delete form.dataset.sent;
  submitter?.removeAttribute("aria-disabled");
  const told = document.createElement("p");
  told.className = "status status--attention";
  told.setAttribute("role", "alert");
  told.textContent = text;
  for (const old of document.querySelectorAll("form [role=alert], .dock > [role=status]")) old.remove();
  form.prepend(told);
}

function leave(next) {
  const url = new URL(next, location.href);
  // The form's page leaves the history: Back must not show what has been sent already.
  if (url.pathname === location.pathname) location.reload();
  else location.replace(url);
}

async function undoOf(form, changes) {
  const { outbox: mode, child, next } = form.dataset;
  // What an edit said before only the server knows: it takes it back, once it has it.
  if (mode === "edit" ? changes.some(({ answer }) => !answer?.wrote) : mode !== "delete" && changes.some(({ base }) => base)) return null;
  const wrote = (await Promise.all(changes.map(wroteBy))).flat();
  const pairs = wrote.map(({ change, entry, kind = "" }) => `${change}:${entry}:${kind}`).join(" ");
  return { child, kind: changes[0].kind, turn: mode, pairs, next };
}

// Weight and height make two entries, an evening one for each level that differed; the server says so,
// and makes the ids of the others like this.
async function wroteBy({ id, entry, kind, values, answer }) {
  if (answer?.wrote) return answer.wrote;
  const more = values?.weight && values.height ? [["1", kind]] : Object.entries(values ?? {})
    .filter(([name, value]) => /^level\./.test(name) && /^\d/.test(value)).map(([name]) => [name, "symptom"]);
  if (!more.length) return [{ change: id, entry }];
  const { idAfter } = await import("./hand_in.js");
  const others = more.map(async ([place, kind]) => ({ change: await idAfter(id, place), entry: await idAfter(entry, place), kind }));
  return [{ change: id, entry }, ...(await Promise.all(others))];
}
