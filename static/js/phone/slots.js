// What a kept slot is at this moment. The moments come from the server's own rules; only comparing
// them is done here (docs/phone.md, tests/web/test_pocket_states.py).

import { LATE, lastWords } from "./known.js";

const at = (text) => (text ? Date.parse(text) : null);

// null: Today shows it no more, or not yet.
export function stateOf(slot, now) {
  const moment = now.getTime();
  if (moment < at(slot.shown_from) || moment >= at(slot.gone_at)) return null;
  if (slot.state) return slot.state;
  if (moment >= at(slot.over_at)) return slot.over;
  if (slot.late_at && moment >= at(slot.late_at)) return "overdue";
  return slot.due_from && moment < at(slot.due_from) ? "later" : "due";
}

const OUTCOME = "given";
const key = (medicine, slot) => `${medicine} ${slot}`;

// Per slot what was recorded for it, beyond what the pocket says.
//   told   by slot the change that waits on this phone
//   shown  by slot the entry that came after the pocket
//   gone   entries that were taken back, here or elsewhere
// What is older than the pocket says nothing against it: this phone may lack that it was undone. A
// server that was restored may lack the entry itself (`epoch`).
export function recorded(knows) {
  const { pocket, changes, epoch } = knows;
  const entries = knows.entries.filter((one) => one.epoch !== epoch || !(Date.parse(one.changed_at) < Date.parse(pocket.as_of) - LATE));
  const gone = new Set(entries.filter(({ deleted }) => deleted).map(({ entry }) => entry));
  for (const { entry, delete: taken } of changes) taken ? gone.add(entry) : gone.delete(entry);
  const told = new Map();
  for (const change of lastWords(knows)) {
    if (change.what === "dose" && change.values.slot) told.set(key(change.values.medicine, change.values.slot), change);
  }
  const inPocket = new Set(pocket.today.slots.map((slot) => slot.recorded?.entry));
  const shown = new Map();
  for (const entry of entries) {
    const fields = entry.kind === "dose" && !gone.has(entry.entry) && !inPocket.has(entry.entry) ? entry.fields : {};
    if (fields.slot) shown.set(key(fields.medicine, fields.slot), entry);
  }
  return { told, shown, gone };
}

export const told = ({ told: all }, slot) => all.get(key(slot.medicine, slot.slot));
export const shown = ({ shown: all }, slot) => all.get(key(slot.medicine, slot.slot));
const isOpen = (all, slot) => !told(all, slot) && !shown(all, slot) && !taken(all, slot);
export const taken = ({ gone }, { recorded: one }) => one && !gone.has(one.entry);
export const outcomeOf = ({ values }) => values.outcome || OUTCOME;
export const amountOf = ({ values }) => [values.amount, values.unit].filter(Boolean).join(" ");

// How many doses have fallen due and nobody recorded, as far as this phone knows; none for who may only
// look, nor while doses are unknown after a restore: they cannot give all of them either. Those that a
// stay in hospital silences are left out (H37).
export function dueCount(knows) {
  const { today } = knows.pocket;
  if (!today.give_all) return 0;
  const all = recorded(knows);
  const now = knows.time.now;
  const isDue = (slot) => !slot.silent && at(slot.due_at) <= now && ["due", "overdue"].includes(stateOf({ ...slot, state: null }, now));
  return today.slots.filter((slot) => isDue(slot) && isOpen(all, slot)).length;
}

// The planned doses of a medicine that nobody recorded, as far as this phone knows; the nearest first
// in `nearest`, in their own order in `all`.
export function openSlots(knows, medicine) {
  const found = recorded(knows);
  const all = knows.pocket.today.slots.filter((slot) => {
    const state = slot.medicine === medicine && stateOf(slot, knows.time.now);
    return state && isOpen(found, slot);
  });
  const far = (slot) => (slot.state === "unknown" ? Infinity : Math.abs(Date.parse(slot.due_at) - knows.time.now));
  return { all, nearest: [...all].sort((one, other) => far(one) - far(other))[0] };
}
