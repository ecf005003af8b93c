// The journal of the last 60 days without signal, newest first.

import { dayWords, piece, place, put, wall } from "../drawing.js";
import { say } from "../words.js";
import { waitingRow, waitingRows } from "./rows.js";
import { waiting } from "./today.js";

const PAGE = 40;

export function draw(knows, url) {
  const { pocket, zone } = knows;
  const from = Math.max(0, Number(url.searchParams.get("from")) || 0);
  const all = knows.entries.filter(({ deleted }) => !deleted).sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
  const own = from ? [] : waiting(knows).map((change) => ({ on: wall(new Date(change.made_at), zone).on, change }));
  const rows = [...own, ...all.slice(from, from + PAGE).map((entry) => ({ on: entry.drawn.on, entry }))];
  rows.sort((one, other) => (one.on < other.on ? 1 : one.on > other.on ? -1 : 0));
  const days = new Map();
  for (const row of rows) days.set(row.on, (days.get(row.on) ?? "") + html(knows, row));
  const older = all.length > from + PAGE ? piece("link", { label: say("older"), url: `${url.pathname}?from=${from + PAGE}` }) : "";
  const body = [...days].map(([on, list]) => place(piece("day", { label: dayWords(on) }), "rows", list)).join("");
  const main = [
    put('<h1 class="visually-hidden">[[title]]</h1>', { title: pocket.words.journal }),
    put('<p class="quiet small">[[kept]]</p>', { kept: say("kept_days") }),
    body ? `<div class="timeline">${body}</div>` : piece("empty", { text: say("nothing_logged") }),
    older && `<p class="section">${older}</p>`,
  ];
  return { title: pocket.words.journal, main: main.join("\n"), tab: "journal" };
}

const html = (knows, { change, entry }) => (change ? waitingRow(knows, change) : waitingRows(knows, [entry]));
