// Today without signal: what the plans expect, what is recorded as far as this phone knows, and what
// waits here. After 15 minutes without the server nobody can say what is due (H17).

import { clockWords, dayWords, long, place, put, section, turnIcon, wall } from "../drawing.js";
import { uuid7 } from "../ids.js";
import { amountOf, outcomeOf, recorded, shown, stateOf, taken, told } from "../slots.js";
import { say } from "../words.js";
import { evening, warned } from "./evening.js";
import { clockOf, momentOf, waiting, waitingRow, waitingRows, whereWords } from "./rows.js";

const OPEN = { due: "now", overdue: "now", norecord: "unsettled", unknown: "unsettled", later: "later", before: "before" };

export function draw(knows) {
  const { pocket, time } = knows;
  const { today } = pocket;
  const on = familyDay(today.days, time.now);
  const groups = { now: [], all: [], unsettled: [], later: [], before: [], recorded: [] };
  const found = recorded(knows);
  for (const slot of today.slots) sort(knows, found, slot, groups);
  const day = today.by_day[on] ?? { notices: "", paused: "", coming: "", quiet: "" };
  const list = (rows, close = "doses--close") => rows && `<ul class="doses ${close}">${rows}</ul>`;
  const main = [
    `<h1 class="visually-hidden">${put("[[title]]", { title: pocket.words.today })}</h1>`,
    `<div class="stack">${warned(knows)}${today.parts.alerts}</div>`,
    nowSection(knows, groups, today.parts.unreadable),
    section("evening", evening(knows, on)),
    section("before", list(groups.before.join(""))),
    section("plans", day.notices),
    section("as_needed", list(today.as_needed.map((one) => asNeeded(knows, one)).join(""))),
    section("log", today.parts.quick, { name: pocket.child.name }),
    section("recorded", list(groups.recorded.join(""))),
    section("later", list(groups.later.join("") + day.quiet)),
    section("paused", day.paused),
    section("coming", day.coming),
    section("low", today.parts.low),
    section("earlier", earlier(knows, found, today.days[on])),
  ];
  const after = (root) => forget(knows, root.querySelectorAll(time.fresh ? '[data-may-change="now"]' : "[data-may-change]"));
  return { title: pocket.words.today, after, main: main.join("\n"), day: today.days[on]?.label ?? dayWords(wall(time.now, knows.zone).on), tab: "today" };
}

function nowSection(knows, { now, all, unsettled }, unreadable) {
  const { time, zone } = knows;
  const none = time.fresh ? say("nothing_due") : say("nothing_known", { time: clockWords(time.heard, time, zone) });
  const body = now.length ? `<ul class="doses">${now.join("")}</ul>` : put('<p class="quiet">[[none]]</p>', { none });
  const rest = unsettled.join("") + unreadable;
  return section("now", body + giveAll(knows, all) + (rest && `<ul class="doses unsettled">${rest}</ul>`));
}

function sort(knows, found, slot, groups) {
  const { pocket, time } = knows;
  const state = stateOf(slot, time.now);
  if (!state) return;
  const rows = pocket.today.rows[slot.row];
  const change = told(found, slot);
  const other = shown(found, slot);
  if (change) groups.recorded.push(ours(knows, slot, rows, change));
  else if (other) return; // it stands with its own line under "Earlier today"
  else if (taken(found, slot)) groups.recorded.push(slot.recorded.row);
  else {
    const open = slot.recorded ? stateOf({ ...slot, state: null }, time.now) : state;
    if (open) groups[OPEN[open]].push(openRow(knows, slot, rows[open] ?? rows.unknown, open));
    if (OPEN[open] === "now" && time.now <= Date.parse(slot.all_until) && !loose(knows, slot)) groups.all.push([slot, open]);
  }
}

// Whether more of this medicine was recorded than the pocket counts with.
function loose(knows, { medicine }) {
  return news(knows, medicine) || waiting(knows).some(({ what, values }) => what === "dose" && values.medicine === medicine && !values.slot);
}

// One tap for the usual doses, and the same doses to pick from; only while it is known that nobody
// else gave them: else each one wants a look of its own (H1, H17).
function giveAll(knows, due) {
  const { today, doses } = knows.pocket;
  if (!today.give_all || !knows.time.fresh || due.length < 2) return "";
  const { button, tick, line } = today.give_all;
  const all = due.map(([slot, state]) => ({
    ...slot, change: uuid7(), entry: uuid7(), due: dueWords(knows, slot, state), name: doses[slot.medicine].name,
  }));
  const values = {
    count: all.length, names: all.map(({ name }) => name).join(", "), doses: all.map((one) => put(line, one)).join("\n"),
  };
  return `<div class="give-all">${place(put(button, values), "ticks", all.map((one) => put(tick, one)).join(""))}</div>`;
}

function openRow(knows, slot, html, state) {
  return put(html, { slot: slot.slot, change: uuid7(), entry: uuid7(), due: dueWords(knows, slot, state), due_at: slot.due_at });
}

function dueWords({ time, zone }, slot, state) {
  const days = Math.round((Date.parse(wall(time.now, zone).on) - Date.parse(slot.on)) / 86_400_000);
  const clock = days === 1 ? say("yesterday", { time: slot.clock }) : days === 0 ? slot.clock : `${dayWords(slot.on)} ${slot.clock}`;
  if (state !== "overdue" || !time.fresh) return clock;
  return say("late_by", { time: long(time.now - Date.parse(slot.due_at)), clock });
}

// Nobody had recorded it when the server was last heard: since then, nobody here knows.
function forget({ time, zone }, states) {
  for (const state of states) {
    state.querySelector("span").textContent = say("unknown_since", { time: clockWords(time.heard, time, zone) });
    for (const words of state.querySelectorAll("span:not(.quiet) ~ span:not(.quiet)")) words.remove();
    turnIcon(state, "question");
    state.closest(".dose").classList.add("dose--stale");
  }
}

function ours(knows, slot, rows, change) {
  const html = rows[outcomeOf(change)];
  if (!html) return waitingRow(knows, change); // nobody can tell what was planned then
  return put(html, { slot: slot.slot, entry: change.entry, by: whereWords(change), at: clockOf(knows, change), amount: amountOf(change) || slot.planned });
}

function asNeeded(knows, { medicine, row }) {
  const drawn = put(row, { change: uuid7(), entry: uuid7() });
  const own = waiting(knows).filter(({ what, values }) => what === "dose" && values.medicine === medicine);
  const counts = !own.length && !news(knows, medicine);
  const html = counts ? drawn : drawn.replace("data-may-change", 'data-may-change="now"');
  if (!own.length) return html;
  const times = own.map((change) => clockOf(knows, change)).join(", ");
  return html.replace(/<\/li>\s*$/, `${put('<p class="small">[[words]]</p>', { words: say("here_times", { times }) })}</li>`);
}

// A dose that came after the pocket was drawn is not in its count.
function news({ pocket, entries }, medicine) {
  return entries.some(({ kind, fields, changed_at: at }) => kind === "dose" && fields.medicine === medicine && Date.parse(at) > Date.parse(pocket.as_of));
}

function earlier(knows, found, day) {
  if (!day) return "";
  const inDay = (moment) => Date.parse(moment) >= Date.parse(day.start) && Date.parse(moment) < Date.parse(day.end);
  const inSlots = new Set(knows.pocket.today.slots.map((slot) => slot.recorded?.entry).filter((entry) => !found.gone.has(entry)));
  const rows = knows.entries
    .filter(({ entry, at, deleted, kind, fields }) => (kind !== "checkpoint" || fields.hours) && inDay(at) && !deleted && !found.gone.has(entry) && !inSlots.has(entry))
    .sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
  const own = waiting(knows).filter((change) => !(change.what === "dose" && change.values.slot) && !(change.kind === "checkpoint" && change.what !== "after") && inDay(momentOf(change, knows.zone)));
  const html = own.map((change) => waitingRow(knows, change)).join("") + waitingRows(knows, rows);
  return html && `<ul class="rows">${html}</ul>`;
}

export function familyDay(days, now) {
  return Object.keys(days).find((on) => now >= Date.parse(days[on].start) && now < Date.parse(days[on].end));
}
