// What is typed and not yet saved stands there again when another part of the same page was sent,
// or a link led away and back. It stays in this tab, for this person, and goes with signing out.

import { here } from "../phone/ids.js";

const who = here().person;
const key = `sunhat-typed ${who} ${location.pathname}`;
const fields = [...document.querySelectorAll("[data-alone=half_typed]")];
const before = JSON.parse(sessionStorage.getItem(key) ?? "{}");

for (const field of fields) {
  const typed = before[field.id];
  delete before[field.id];
  // What the server gave back refused, or the browser kept, is newer.
  if (typed === undefined || field.value !== field.defaultValue) continue;
  field.value = typed;
  const folded = field.closest("details");
  if (folded) folded.open = true;
}

addEventListener("pagehide", () => {
  if (!who || localStorage.getItem("sunhat-person") !== who) return; // signed out meanwhile
  const open = fields.filter(({ form, value, defaultValue }) => !form.dataset.sent && value !== defaultValue);
  const kept = { ...before, ...Object.fromEntries(open.map(({ id, value }) => [id, value])) };
  if (Object.keys(kept).length) sessionStorage.setItem(key, JSON.stringify(kept));
  else sessionStorage.removeItem(key);
});
