// One entry without signal: as the server drew it, and what waits on this phone for it.

import { piece, place, put } from "../drawing.js";
import { uuid7 } from "../ids.js";
import { changesOf } from "../known.js";
import { say } from "../words.js";
import { waitingRow, wordOf } from "./rows.js";

export function draw(knows, url, id) {
  const { pocket } = knows;
  const entry = knows.entries.find((each) => each.entry === id);
  const pending = changesOf(knows, id);
  const last = pending.at(-1);
  if (!entry) return last ? onlyHere(knows, last) : null;
  const { title, page, base } = entry.drawn;
  const values = { title, kind: entry.kind, entry: id, change: uuid7(), base: last?.id ?? base };
  const drawn = place(pocket.entry.main, "page", page);
  const told = wordOf(knows, entry);
  const main = put(drawn, values).replace('<div class="stack">', (start) => start + (told && piece("banner", { title: told, text: "" })));
  return { title: put("[[title]]", { title }), main, tab: "journal" };
}

// Nobody but this phone has it: where it waits it can be changed and discarded.
function onlyHere(knows, change) {
  const head = piece("head", { title: change.title, back: `/children/${knows.pocket.child.id}/journal`, label: say("journal") });
  const row = `<ul class="rows">${waitingRow(knows, change)}</ul>`;
  const link = piece("link", { label: say("on_waiting_list"), url: "/waiting" });
  return { title: change.title, main: `${head}<div class="stack stack--wide">${row}${link}</div>`, tab: "journal" };
}
