// Lines of the journal: as the server drew them, and those that wait on this phone.

import { clockWords, dayWords, piece, place, put, wall } from "../drawing.js";
import { changesOf, lastWords } from "../known.js";
import { picturesOf } from "../pictures.js";
import { say } from "../words.js";

const ICONS = { dose: "medicine", stay: "hospital", checkpoint: "infusion", stay_note: "hospital", review: "medicine" };
const PAGES = { infusion: "infusions", stay: "stays" };

// When it happened: its form says so on the child's wall clock, else it was written then.
// A day that nobody knows, or this one without a clock, is of the moment of the tap: at two in the
// morning the noon of the same date belongs to the family's next day.
export function momentOf({ made_at: made, values }, zone) {
  const { on, clock } = wall(new Date(made), zone);
  const day = values?.year || values?.nobody ? "" : values?.at_on;
  const typed = Date.parse(`${day}T${values?.at_time || (day === on ? clock : "12:00")}Z`) - Date.parse(`${on}T${clock}Z`);
  return new Date(Date.parse(made) + (typed || 0));
}

// Entries that were made here and that the server has not drawn, as they say last.
export const waiting = (knows) => lastWords(knows).filter(({ entry }) => !knows.entries.some((one) => one.entry === entry));

export const whereWords = ({ state }) => say(`here_${state}`);

// Of a day that is not known, no clock.
export const clockOf = ({ time, zone }, change) => (change.values?.year || change.values?.nobody ? "" : clockWords(momentOf(change, zone), time, zone));

// An entry that was made on this phone and is not on the server yet.
export function waitingRow(knows, change) {
  const photos = picturesOf(change).map((one) => piece("photo", one)).join("");
  const row = piece("waiting_row", {
    icon: ICONS[change.kind] ?? change.what,
    title: change.title,
    url: `/children/${knows.pocket.child.id}/${PAGES[change.what] ?? "entries"}/${change.entry}`,
    at: clockOf(knows, change),
    by: whereWords(change),
    state: "waiting",
  });
  return photos ? row.replace('<p class="entry__by">', (start) => `<p class="photos">${photos}</p>${start}`) : row;
}

// Entries as the server drew them, with a word where there is one.
export function waitingRows(knows, entries) {
  return entries.map((entry) => {
    const words = wordOf(knows, entry);
    const told = words && put(" <span>[[words]]</span>", { words });
    return entry.drawn.row.replace(/<\/p>\s*<\/div>\s*<\/li>\s*$/, (end) => told + end);
  }).join("");
}

// This phone has changed it; or a server that was restored does not know it. It did happen, as far as
// is known here: it stays, and counts before another dose (H5).
export function wordOf(knows, { entry, epoch }) {
  const one = changesOf(knows, entry).at(-1);
  if (one) return say(`${one.delete ? "gone" : "edit"}_${one.state}`);
  return epoch === knows.epoch ? "" : say("not_sent");
}

// Lines below the days they are of: [on, markup], in their order.
export function byDay(lines) {
  const days = new Map();
  for (const [on, html] of lines) days.set(on, (days.get(on) ?? "") + html);
  return [...days].map(([on, list]) => place(piece("day", { label: dayWords(on) }), "rows", list)).join("");
}
