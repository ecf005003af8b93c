// A log form without signal: the one the server drew, with this moment and new ids; or filled with
// what an entry says, or with what waits on this phone.

import { fillIn } from "../../now.js";
import { dayWords, nodes, piece, place, put, wall } from "../drawing.js";
import { uuid7 } from "../ids.js";
import { changesOf } from "../known.js";
import { picturesOf } from "../pictures.js";
import { openSlots } from "../slots.js";
import { say } from "../words.js";
import { answered, levels } from "./evening.js";
import { fill } from "./fill.js";
import { familyDay } from "./today.js";

// A new entry; `#edit=ID` opens what waits on this phone once more.
export function drawNew(knows, url, what) {
  const { pocket, changes } = knows;
  const open = changes.find(({ id }) => url.hash === `#edit=${id}`);
  const medicine = open?.values?.medicine ?? url.searchParams.get("medicine");
  const kind = what === "dose" && medicine ? pocket.doses[medicine] : null;
  const form = pocket.forms[kind ? kind.form : what];
  if (!form) return null;
  const ids = { change: open?.id ?? uuid7(), entry: open?.entry ?? uuid7() };
  // The form was drawn with what the pocket knew: what has gone since is as before no more, and of
  // what does not stand in it nothing is said unseen.
  const before = what === "check_in" ? [
    ...pocket.today.evening.known.map(({ key }) => [`level.${key}`, ""]),
    ...levels(knows).map(({ key, n }) => [`level.${key}`, `=${n}`]),
  ].filter(([name]) => form.main.includes(`"${name}"`)) : [];
  const asked = Object.fromEntries([...before, ...url.searchParams]);
  const start = kind ? { medicine, outcome: asked.outcome || "given", ...slotOf(knows, medicine, asked) } : asked;
  const spoke = what === "check_in" && !open ? answered(knows, familyDay(pocket.today.days, knows.time.now)) : [];
  const main = place(form.main, "answered", spoke.map((one) => put(pocket.today.evening.answered, one)).join(""));
  return page(knows, { ...form, main }, kind, ids, { ...start, ...open?.values }, open);
}

// An entry of the journal, changed here; a change of it that waits is what is changed then.
export function drawEdit(knows, url, id) {
  const { pocket } = knows;
  const entry = knows.entries.find((each) => each.entry === id);
  const pending = changesOf(knows, id);
  const open = pending.find(({ id: change }) => url.hash === `#edit=${change}`);
  const last = pending.filter(({ values }) => values).at(-1);
  const { what, values } = entry?.drawn.form ?? last ?? {};
  if (!what) return null;
  const shown = { ...values, ...last?.values };
  const kind = what === "dose" ? pocket.doses[shown.medicine] : null;
  const name = kind ? kind.form : nameOf(what, shown);
  const form = pocket.forms[`edit:${name}`];
  const base = open ? open.base : pending.at(-1)?.id ?? entry?.drawn.base;
  // What it ends with as the form of a new entry does, the pocket has once.
  if (!form) return null;
  const main = form.main ?? form.head + pocket.forms[name].main.slice(-form.tail);
  return page(knows, { ...form, main }, kind, { change: open?.id ?? uuid7(), entry: id, base }, shown, open);
}

function nameOf(what, values) {
  if (what !== "measured") return what;
  return ["weight", "height"].filter((thing) => `${thing}_unit` in values).map((thing) => `measured:${thing}`)[0] ?? "temperature";
}

// Which dose is meant: as the address says, else the nearest one that is open.
function slotOf(knows, medicine, { slot }) {
  const { pocket } = knows;
  const { nearest } = openSlots(knows, medicine);
  const chosen = slot ?? nearest?.slot;
  const planned = pocket.today.slots.find((one) => one.medicine === medicine && one.slot === chosen) ?? pocket.doses[medicine];
  return { ...(chosen === undefined ? {} : { slot: chosen }), amount: planned.amount, unit: planned.unit };
}

function page(knows, { title, main, dock }, kind, ids, values, open) {
  const { pocket } = knows;
  const medicine = values.medicine;
  const planned = pocket.today.slots.find((one) => one.medicine === medicine && one.slot === values.slot)?.planned ?? kind?.planned;
  const tokens = { ...ids, medicine, name: kind?.name, weekly: kind?.weekly, planned, amount: values.amount ?? "" };
  const ready = (root) => {
    const form = root.querySelector("#log-form");
    if (!form) return;
    for (const field of root.querySelectorAll("form:not(#log-form) [name=change]")) field.value = uuid7();
    if (kind) {
      form.dataset.title = kind.name;
      tiles(knows, form, medicine, values.slot);
    }
    // "When?" starts with this moment, on the child's wall clock.
    const when = form.querySelector("#at");
    if (when && !("at_on" in values)) fillIn(when, new Date(open?.made_at ?? knows.time.now));
    // A day that nobody typed: a year goes before it, and what it was filled with says so.
    if (!when) for (const day of form.querySelectorAll("#at_on, [name=at_filled]")) day.value = wall(new Date(open?.made_at ?? knows.time.now), document.body.dataset.zone).on;
    photos(form, open ?? {});
    if ("base" in ids) asThen(form, values);
    fill(form, values);
    if (values.stay) form.dataset.next = `/children/${pocket.child.id}/stays/${values.stay}`;
    // "Write the end" means this moment, where none is written.
    const end = new URL(location.href).searchParams.has("end") && form.querySelector("[data-now]:not(#at)");
    if (end && !end.querySelector("input").value) fillIn(end, knows.time.now);
  };
  return { title, main: put(main, kind ? tokens : { ...values, ...ids }), dock, tab: "log", ready };
}

// What was as before on that evening, its entry says; the form was drawn with what is now.
function asThen(form, values) {
  for (const field of form.querySelectorAll('[name^="level."][value^="="]')) {
    if (!values[field.name]) field.closest("fieldset").remove();
    field.closest("label").querySelector(".choice__hint")?.remove();
  }
}

// The photos that wait with it, to be kept or taken off.
function photos(form, open) {
  const all = picturesOf(open).map((one) => piece("chosen", one)).join("");
  if (all) form.querySelector("[data-photos]").before(nodes(`<ul class="photos photos--chosen">${all}</ul>`));
}

// One tile for each planned dose that is open; the server drew one that stands for all.
function tiles(knows, form, medicine, chosen) {
  const model = form.querySelector('input[name=slot][value="[[slot]]"]')?.closest("label");
  if (!model) return;
  const keys = new Set([...(chosen ? [chosen] : []), ...openSlots(knows, medicine).all.map(({ slot }) => slot)]);
  for (const key of keys) {
    const tile = model.cloneNode(true);
    const input = tile.querySelector("input");
    input.value = key;
    if (model.nextElementSibling === null || key !== [...keys][0]) input.removeAttribute("id");
    tile.querySelector(".choice__words").textContent = slotWords(knows, key);
    model.before(tile);
  }
  model.remove();
}

function slotWords({ time, zone }, key) {
  const [on, clock] = key.split("T");
  return on === wall(time.now, zone).on ? say("slot", { time: clock }) : say("slot_day", { day: dayWords(on), time: clock });
}
