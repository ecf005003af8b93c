// The list of what waits on this phone: every change the server has not taken, with its reason, until
// it is sent or a person decides.

import { answers } from "../answers.js";
import { meta } from "../phone/db.js";
import { dayWords, turnIcon, wall } from "../phone/drawing.js";
import { hidden } from "../phone/hidden.js";
import { here } from "../phone/ids.js";
import { discard, list, mayBeThere, missing, subscribe, unsettled } from "../phone/outbox.js";
import { picturesOf } from "../phone/pictures.js";
import { say } from "../phone/words.js";

subscribe(draw);
draw();

async function draw() {
  const rows = document.querySelector("[data-waiting-list]");
  if (!rows || rows.querySelector("[data-sure]")) return; // somebody is just deciding
  const changes = unsettled(await list(here().person).catch(() => []));
  rows.replaceChildren(...changes.map(row));
  document.querySelector("[data-waiting-none]").hidden = changes.length > 0;
  const gone = new Set(await meta(here().person, "discarded").catch(() => []));
  for (const kept of document.querySelectorAll("[data-kept]")) decided(kept, changes, gone);
  const kept = document.querySelector("[data-kept-all]");
  if (kept) kept.hidden = !kept.querySelector("[data-kept]:not([hidden])");
}

// What this phone still has is decided above, and what was discarded there is not asked about again.
function decided(kept, changes, gone) {
  const { kept: id } = kept.dataset;
  const has = changes.some((change) => change.id === id);
  const discard = !has && gone.has(id) && kept.querySelector("form[data-discard]");
  kept.hidden = has || Boolean(discard);
  if (!discard || kept.dataset.told) return;
  kept.dataset.told = "yes"; // without signal the next visit of this page tells it again
  fetch(discard.action, { method: "POST", body: new FormData(discard) }).catch(() => {});
}

function row(change) {
  const item = document.querySelector("template[data-waiting-row]").content.cloneNode(true).firstElementChild;
  const part = (name) => item.querySelector(`[data-part=${name}]`);
  const words = { title: change.title, for: say("for_name", { name: change.name }), made: say("made", { when: when(change) }), state: say(change.state), reason: change.reason };
  for (const [name, text] of Object.entries(words)) part(name).textContent = text;
  part("photos").append(...picturesOf(change).map(picture));
  for (const name of ["reason", "photos"]) part(name).hidden = !part(name).hasChildNodes();
  part("edit").hidden = !change.what; // a deletion has nothing to edit
  part("edit").addEventListener("click", () => edit(change));
  part("discard").addEventListener("click", ({ currentTarget }) => askOnce(currentTarget, change));
  if (change.state !== "waiting") turnIcon(item, "needs");
  return item;
}

const picture = ({ src }) => Object.assign(new Image(96, 96), { src, alt: say("photo_here"), className: "photo__small" });

async function askOnce(button, change) {
  if (!button.dataset.sure) {
    button.dataset.sure = "yes";
    // A new entry is taken back there; of what was changed in one nobody can say.
    button.querySelector("span").textContent = say(change.base && mayBeThere(change) ? "discard_there" : "discard_sure");
    return;
  }
  await discard(here().person, change.id);
  delete button.dataset.sure;
  draw();
}

// The server shows the form with what was typed, and what is wrong at its field. Without it the form
// that this phone keeps opens, and is filled in there.
async function edit(change) {
  const form = document.querySelector("[data-waiting-form]");
  if (!form || !(await answers())) return location.assign(`${change.page || change.action}#edit=${change.id}`);
  form.action = change.action;
  const { id, entry, base } = change;
  // What waits may be changed first; what was refused or asked about is said again, at its field.
  // A photo that the server had two days ago comes once more with what is saved then.
  const first = change.state === "waiting" || missing(change).some(({ there }) => there);
  const all = { ...moment(change), ...change.values, change: id, entry, base, back: first ? "yes" : null };
  for (const [name, found] of Object.entries(all)) {
    for (const value of [found].flat()) if (value !== null) form.append(hidden(name, value));
  }
  form.submit();
}

// One tap says no time: it meant the moment of the tap, not the one at which it is looked at again.
function moment(change) {
  if ("at_on" in change.values) return {};
  const { on, clock } = made(change);
  return { at_on: on, at_time: clock };
}

// Whatever is wrong with what is kept, it is listed.
function when(change) {
  try {
    const { on, clock } = made(change);
    return `${dayWords(on)} ${clock}`;
  } catch {
    return change.made_at;
  }
}

const made = ({ made_at: at, zone }) => wall(new Date(at), zone);
