// Lines of the journal: as the server drew them, and those that wait on this phone.

import { clockWords, piece } from "../drawing.js";
import { changesOf } from "../known.js";
import { say } from "../words.js";

const ICONS = { dose: "medicine", stay: "hospital" };

// An entry that was made on this phone and is not on the server yet.
export function waitingRow({ pocket, time, zone }, change) {
  return piece("waiting_row", {
    icon: ICONS[change.what] ?? change.what,
    title: change.title,
    url: `/children/${pocket.child.id}/entries/${change.entry}`,
    at: clockWords(new Date(change.made_at), time, zone),
    by: say(change.state === "waiting" ? "row_waiting" : "row_needs"),
    state: "waiting",
  });
}

// Entries as the server drew them, with a word where this phone has changed one.
export function waitingRows(knows, entries) {
  return entries.map((entry) => {
    const last = changesOf(knows, entry.entry).at(-1);
    if (!last) return entry.drawn.row;
    const box = document.createElement("template");
    box.innerHTML = entry.drawn.row;
    const words = document.createElement("span");
    words.textContent = say(last.delete ? "here_deleted" : "here_changed");
    box.content.querySelector(".entry__by").append(" ", words);
    return box.innerHTML;
  }).join("");
}
