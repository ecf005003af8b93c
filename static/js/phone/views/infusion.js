// An infusion day or a stay without signal: its page as the server drew it; what happened, with what
// waits here; of a stay, day by day. There, what was said of a medicine stands in the place of its buttons.

import { clockWords, nodes, place, put, wall } from "../drawing.js";
import { uuid7 } from "../ids.js";
import { changesOf } from "../known.js";
import { say } from "../words.js";
import { byDay, momentOf, waiting, waitingRow, waitingRows } from "./rows.js";

const RUNS = /^(rate|pause|resume)$/;

export function draw(knows, where, id) {
  const { pocket: { wholes }, entries, zone } = knows;
  const kind = where.slice(0, -1);
  const known = entries.find(({ entry }) => entry === id);
  const title = known?.drawn.title ?? changesOf(knows, id)[0]?.title;
  // An infusion that is over and not kept stands in the journal: `any` is of one that goes on.
  const kept = wholes[where][id] ?? (title && !known?.fields?.ended && wholes[where].any);
  if (!kept) return null;
  const own = waiting(knows).filter(({ values }) => values?.[kind] === id).map((change) => [momentOf(change, zone), waitingRow(knows, change), change]);
  const there = entries.filter(({ fields, deleted }) => fields?.[kind] === id && !deleted).map((one) => [new Date(one.at), waitingRows(knows, [one]), one]);
  const rows = [...own, ...there].sort(([one], [other]) => other - one);
  const after = (root) => {
    for (const field of root.querySelectorAll("[name=change], [name=entry]")) field.value = uuid7();
    step(knows, root, rows.find(([, , { what, fields }]) => what === "rate" || RUNS.test(fields?.what)));
    for (const [, , { values, fields = values, title, drawn }] of rows) {
      root.querySelector(`[data-medicine="${fields.medicine}"] .dose__actions`)?.replaceChildren(title ?? drawn.title);
    }
  };
  const list = kind === "stay" ? byDay(rows.map(([at, row]) => [wall(at, zone).on, row])) : rows.map(([, row]) => row).join("");
  const main = place(put(kept.main, { title, [kind]: id }), "list", list);
  return { title: put("[[title]]", { title: title ?? kept.title }), main, after, tab: "today" };
}

// What was set last, here or on another phone, since the page was drawn: the plan's steps stand on the
// buttons.
function step({ time, zone, pocket }, root, [at, , change] = []) {
  const box = root.querySelector("[data-step]");
  if (!box || !change || Date.parse(change.changed_at) < Date.parse(pocket.as_of)) return;
  const { values, fields = values, drawn, title = drawn.title } = change;
  const taps = [...root.querySelectorAll("form[data-what=rate]")];
  const from = taps.findIndex(({ elements }) => Number(elements.rate_ml_h?.value) === Number(fields.rate_ml_h));
  const minutes = taps[from]?.dataset.minutes;
  const due = new Date(Number(at) + minutes * 60_000);
  const clock = (moment) => clockWords(moment, time, zone);
  const now = put("<p><strong>[[what]], [[at]]</strong></p>", { what: title, at: clock(at) });
  const next = minutes && taps[from + 1] ? put('<p>[[what]] <time class="quiet" data-timer datetime="[[due]]"></time></p>', { what: say("next_step", { rate: taps[from + 1].innerText.trim(), time: clock(due) }), due: due.toISOString() }) : "";
  box.replaceChildren(nodes(now + next));
}
