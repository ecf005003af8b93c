// A weekly medicine is asked about before another dose of it is saved on a page that this phone drew
// (H5). Which ones, until when and in which words comes from the server; what was recorded since is
// added here.

import { piece, put, wall } from "./drawing.js";
import { hidden } from "./hidden.js";
import { changesOf, lastWords } from "./known.js";
import { momentOf } from "./views/rows.js";
import { say } from "./words.js";

const HOUR = 3_600_000;

// The sentence that stands against this dose, or null.
export function question(knows, { medicine, outcome = "given" }) {
  const { pocket, time, zone, unread } = knows;
  const asked = pocket.weekly.find((one) => one.medicine === medicine);
  if (!asked || !asked.outcomes.includes(outcome)) return null;
  if (asked.until && time.now < Date.parse(asked.until)) return asked.message;
  if (unread) return say("unread");
  const alike = new Set([medicine, ...asked.alike]);
  // The phone's own clock may be days off: what it says of a tap is set right; what was typed is as meant.
  const here = lastWords(knows).map((one) => ({ kind: one.what, fields: one.values, at: momentOf(one, zone) - (one.values.at_on ? 0 : time.ahead) }));
  const there = knows.entries.filter(({ entry, deleted }) => !deleted && !changesOf(knows, entry).at(-1)?.delete);
  const counts = ({ kind, fields, at }) => kind === "dose" && alike.has(fields.medicine) && asked.outcomes.includes(fields.outcome || "given") && Math.abs(time.now - new Date(at)) < asked.hours * HOUR;
  return [...here, ...there].some(counts) ? asked.since : null;
}

// Ask instead of saving, on the page that asks with signal too. `load` gives what the phone knows.
export function start(load, show) {
  window.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (form.dataset.what !== "dose" || form.dataset.asked || !["new", "edit"].includes(form.dataset.outbox)) return;
    const knows = load();
    const data = new FormData(form, submitter);
    if (!knows || (data.get("again") === "yes" && answered(event, form, data))) return;
    if (event.defaultPrevented) return;
    const own = form.dataset.outbox === "edit" || knows.changes.some(({ id }) => id === data.get("change"));
    const message = own ? null : question(knows, { medicine: data.get("medicine"), outcome: data.get("outcome") || undefined });
    if (!message) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    show(page(knows, form, data, message));
  }, true);
}

// It was said why; without a reason the server would ask once more.
function answered(event, form, data) {
  if (data.get("why_again") || data.get("reason_again")) return true;
  event.preventDefault();
  event.stopImmediatePropagation();
  const told = form.querySelector("[role=alert]") ?? form.insertBefore(document.createElement("p"), form.querySelector("fieldset"));
  told.setAttribute("role", "alert");
  told.textContent = say("again_reason");
  form.querySelector("input[type=radio]").focus();
  return false;
}

function page(knows, form, data, message) {
  const { pocket, time, zone } = knows;
  const { child } = pocket;
  const title = form.dataset.title || pocket.doses[data.get("medicine")]?.name || "";
  const leave = `/children/${child.id}/today`;
  const values = {
    title: knows.unread ? message : say("again_title"), message, what: title, name: child.name, child: child.id, leave,
    action: form.getAttribute("action"), change: data.get("change"), entry: data.get("entry"),
  };
  const ready = (root) => {
    const next = root.querySelector("form[data-outbox]");
    Object.assign(next.dataset, { ...form.dataset, title });
    delete next.dataset.sent;
    root.querySelector("[data-outbox-leave]")?.removeAttribute("data-outbox-leave");
    root.querySelector("[name=back]")?.remove();
    for (const [name, value] of moment(data, time, zone)) next.append(hidden(name, value));
  };
  return { title: values.title, main: put(piece("asked"), values), ready };
}

// What was typed, with the moment of the tap where the form had none: the question takes time.
function moment(data, time, zone) {
  const asked = new Set(["change", "entry", "again", "why_again", "reason_again"]);
  const all = [...data].filter(([name]) => !asked.has(name));
  if (data.has("at_on")) return all;
  const { on, clock } = wall(time.now, zone);
  return [...all, ["at_on", on], ["at_time", clock], ["at_now", time.now.toISOString()]];
}
