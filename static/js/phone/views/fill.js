// Putting kept values into a form, whatever its fields are. What was chosen and is offered no more
// gets a tile of its own: a value is never lost by opening a form.

import { hidden } from "../hidden.js";

export function fill(form, values) {
  for (const [name, value] of Object.entries(values)) {
    const fields = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
    if (!fields.length) hide(form, name, value);
    else if (name === "photos") hide(form, name, [value].flat().filter((id) => !fields.some((field) => field.value === id)));
    else if (fields[0].type === "radio" || fields[0].type === "checkbox") choose(fields, [value].flat());
    else fields[0].value = value ?? "";
  }
  for (const more of form.querySelectorAll("details")) more.open ||= written(more);
}

function choose(fields, values) {
  // What is as before, this phone may know better than the page it keeps.
  const before = fields.find(({ value }) => /^=/.test(value));
  if (before && /^=/.test(values[0])) {
    const words = before.closest("label").querySelector(".choice__words");
    if (before.value !== values[0]) words.querySelector(".choice__hint")?.remove();
    words.firstChild.textContent = words.firstChild.textContent.replace(/\d+/, values[0].slice(1));
    [before.value] = values;
  }
  for (const field of fields) field.checked = values.includes(field.value);
  for (const value of values) {
    if (!value || fields.some((field) => field.value === value)) continue;
    const tile = fields[0].closest("label").cloneNode(true);
    const input = tile.querySelector("input");
    input.removeAttribute("id");
    input.value = value;
    input.checked = true;
    tile.querySelector(".choice__words").textContent = value.replace(/^name:|^=/, "");
    fields.at(-1).closest("label").before(tile);
  }
}

// A value without a field goes along unseen: the photos of an entry, the night that has an hour twice,
// when a question was answered. Left out, the server would read that somebody took it away.
function hide(form, name, values) {
  for (const value of [values ?? []].flat()) {
    if (value === "") continue;
    form.append(hidden(name, value));
  }
}

const written = (more) => [...more.querySelectorAll("input, textarea")].some((field) => (field.matches("[type=radio], [type=checkbox]") ? field.checked && field.value : field.value && field.type !== "date" && field.type !== "time"));
