// The journal of the last 60 days without signal, newest first, by kind and by word as with signal.

import { piece, put, wall } from "../drawing.js";
import { say } from "../words.js";
import { byDay, momentOf, waiting, waitingRow, waitingRows } from "./rows.js";

const PAGE = 40;

export function draw(knows, url) {
  const { pocket } = knows;
  const asked = Object.fromEntries(url.searchParams);
  const { kind = "", q: words = "" } = asked;
  const from = Math.max(0, Number(asked.from) || 0);
  const all = rows(knows).filter(fitting(kind, plain(words).split(/\s+/)));
  const body = byDay(all.slice(from, from + PAGE).map((row) => [row.on, html(knows, row)]));
  const next = new URLSearchParams({ ...asked, from: from + PAGE });
  const older = all.length > from + PAGE ? piece("link", { label: say("older"), url: `${url.pathname}?${next}` }) : "";
  const head = put(pocket.journal ?? "", { words, kind, query: encodeURIComponent(words) });
  const kept = put('<p class="quiet small">[[kept]]</p>', { kept: say("kept_days") });
  const none = body ? "" : piece("empty", { text: say(kind || words ? "nothing_found" : "nothing_logged") });
  const main = [
    put('<h1 class="visually-hidden">[[title]]</h1>', { title: pocket.words.journal }),
    `<div class="stack">${head}${kept}${none}</div><div class="timeline">${body}</div>`,
    older && `<p class="section">${older}</p>`,
  ];
  return { title: pocket.words.journal, main: main.join("\n"), tab: "journal", after: (root) => mark(root, kind) };
}

// Kept entries and those that wait here, the latest first.
function rows(knows) {
  const here = waiting(knows).map((change) => {
    const at = momentOf(change, knows.zone);
    return { at, on: wall(at, knows.zone).on, kind: change.kind, text: plain([change.title, ...Object.values(change.values)].join()), change };
  });
  const kept = knows.entries.filter(({ deleted }) => !deleted);
  const there = kept.map((entry) => ({ at: Date.parse(entry.at), on: entry.drawn.on, kind: entry.kind, text: entry.drawn.text ?? "", entry }));
  return [...here, ...there].sort((one, other) => other.at - one.at);
}

const fitting = (wanted, words) => ({ kind, text }) => (!wanted || kind === wanted) && words.every((word) => text.includes(word));

// As the server folds letters: "ß" is "ss".
const plain = (text) => text.trim().toUpperCase().toLowerCase();

function mark(root, kind) {
  for (const link of root.querySelectorAll(".chips__link")) {
    if ((link.href.match(/kind=(\w+)/)?.[1] ?? "") === kind) link.setAttribute("aria-current", "true");
  }
}

const html = (knows, { change, entry }) => (change ? waitingRow(knows, change) : waitingRows(knows, [entry]));
