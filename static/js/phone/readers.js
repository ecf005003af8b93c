// From a form to the changes it asks for: what was typed, by its names, and the ids it came with.

import { uuid7 } from "./ids.js";
import { say } from "./words.js";

const NOT_VALUES = new Set(["csrf_token", "change", "entry", "base"]);

// By what a form says it is (data-outbox): form, what it would post, the button → changes.
export const READERS = { new: typed, due: typed, edit: typed, delete: turned, restore: turned, undo: takenBack, all: lines };

function common(form, submitter) {
  const { child, name = "", kind, title = "", page = "", next = "/" } = form.dataset;
  const zone = document.body.dataset.zone || Intl.DateTimeFormat().resolvedOptions().timeZone;
  const words = submitter?.dataset.title || [title, chosen(form)].filter(Boolean).join(": ");
  const action = form.dataset.single || form.getAttribute("action");
  // A change of nothing yet: what each reader adds makes it one.
  const nothing = { base: null, delete: false, what: null, values: null };
  return { child, name, kind: kind || null, zone, title: words, page, next, action, ...nothing };
}

// The words of what was chosen, or typed, where the form says which fields tell it best.
function chosen(form) {
  const fields = (form.dataset.titleOf ?? "").split(" ").flatMap((name) => [...form.elements].filter((field) => field.name === name));
  const words = (field) => (/radio|checkbox/.test(field.type) ? field.checked && field.closest("label").querySelector("span").firstChild.textContent : field.value);
  return fields.map((field) => words(field) && words(field).trim()).filter(Boolean).join(", ");
}

function typed(form, data, submitter) {
  const values = {};
  for (const name of new Set(data.keys())) {
    if (NOT_VALUES.has(name)) continue;
    const all = data.getAll(name).filter((value) => typeof value === "string"); // an empty file is none
    if (!all.length) continue;
    values[name] = all.length > 1 ? all : all[0];
  }
  const ids = { id: data.get("change"), entry: form.dataset.entry || data.get("entry") };
  const base = form.dataset.outbox === "edit" ? baseOf(data.get("base")) : null;
  return [{ ...common(form, submitter), ...ids, base, what: form.dataset.what, values }];
}

function turned(form, data, submitter) {
  const gone = form.dataset.outbox === "delete";
  const ids = { id: data.get("change"), entry: form.dataset.entry };
  return [{ ...common(form, submitter), ...ids, base: baseOf(data.get("base")), delete: gone }];
}

function takenBack(form, data) {
  const pairs = data.get("done").split(" ").map((pair) => pair.split(":"));
  const gone = form.dataset.turn !== "delete"; // what is undone
  const title = say(gone ? "taken_back" : "brought_back");
  return pairs.map(([base, entry, kind]) => ({ ...common(form), ...(kind && { kind }), title, id: uuid7(), entry, base, delete: gone }));
}

// "Give all": a line for each dose, its parts in the order of data-fields.
function lines(form, data, submitter) {
  const names = form.dataset.fields.split(" ");
  const all = data.getAll("doses").join("\n").split("\n").filter((line) => line.trim());
  return all.map((line) => {
    const parts = line.trim().split(/\s+/);
    const { change: id, entry, ...values } = Object.fromEntries(names.map((name, place) => [name, parts[place]]));
    values.outcome = "given";
    // As its tick calls it: the button above the ticks takes the same doses along.
    const tick = [...form.parentElement.querySelectorAll("[type=checkbox]")].find(({ value }) => value === line);
    const title = tick?.nextElementSibling.firstChild.textContent.trim() ?? form.dataset.title;
    return { ...common(form, submitter), title, id, entry, what: "dose", values };
  });
}

const baseOf = (text) => (/^\d+$/.test(text ?? "") ? Number(text) : text || null);
