// An infusion day or a stay without signal: its page as the server drew it; what happened, with what
// waits here. Of a stay, what was said of a medicine stands in the place of its buttons.

import { clockWords, nodes, place, put } from "../drawing.js";
import { uuid7 } from "../ids.js";
import { changesOf } from "../known.js";
import { say } from "../words.js";
import { momentOf, waiting, waitingRow, waitingRows } from "./rows.js";

export function draw(knows, where, id) {
  const { pocket: { wholes }, entries, zone } = knows;
  const kind = where.slice(0, -1);
  const title = entries.find(({ entry }) => entry === id)?.drawn.title ?? changesOf(knows, id)[0]?.title;
  const kept = wholes[where][id] ?? (title && wholes[where].any);
  if (!kept) return null;
  const own = waiting(knows).filter(({ values }) => values?.[kind] === id).map((change) => [momentOf(change, zone), waitingRow(knows, change), change]);
  const there = entries.filter(({ fields, deleted }) => fields?.[kind] === id && !deleted).map((one) => [new Date(one.at), waitingRows(knows, [one]), one]);
  const rows = [...own, ...there].sort(([one], [other]) => other - one);
  const after = (root) => {
    for (const field of root.querySelectorAll("[name=change], [name=entry]")) field.value = uuid7();
    step(knows, root, rows.find(([, , { what }]) => what === "rate"));
    for (const [, , { values, fields = values, title, drawn }] of rows) {
      root.querySelector(`[data-medicine="${fields.medicine}"] .dose__actions`)?.replaceChildren(title ?? drawn.title);
    }
  };
  const main = place(put(kept.main, { title, [kind]: id }), "list", rows.map(([, row]) => row).join(""));
  return { title: put("[[title]]", { title: title ?? kept.title }), main, after, tab: "today" };
}

// What was set on this phone since: the plan's steps stand on the buttons.
function step({ time, zone }, root, [at, , change] = []) {
  const box = root.querySelector("[data-step]");
  if (!change || !box) return;
  const taps = [...root.querySelectorAll("form[data-what=rate]")];
  const from = taps.findIndex(({ elements }) => elements.rate_ml_h?.value === change.values.rate_ml_h);
  const minutes = taps[from]?.dataset.minutes;
  const due = new Date(Number(at) + minutes * 60_000);
  const clock = (moment) => clockWords(moment, time, zone);
  const now = put("<p><strong>[[what]], [[at]]</strong></p>", { what: change.title, at: clock(at) });
  const next = minutes && taps[from + 1] ? put('<p>[[what]] <time class="quiet" data-timer datetime="[[due]]"></time></p>', { what: say("next_step", { rate: taps[from + 1].innerText.trim(), time: clock(due) }), due: due.toISOString() }) : "";
  box.replaceChildren(nodes(now + next));
}
