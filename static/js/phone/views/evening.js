// The evening's question without signal: the card the server drew, with the levels as this phone
// knows them: what waits here and what came after the pocket counts too.

import { place, put } from "../drawing.js";
import { uuid7 } from "../ids.js";
import { lastWords } from "../known.js";
import { recorded } from "../slots.js";
import { whereWords, momentOf, waiting } from "./rows.js";

const LEVEL = /^level\./;
// As last_levels of journal/entries/levels.py: what is older nobody knows any more.
const CARRIED_FOR = 14 * 86_400_000;

export function evening(knows, on) {
  const { evening: kept, days } = knows.pocket.today;
  if (!kept || !(knows.time.now >= Date.parse(days[on]?.evening)) || answered(knows, on).length) return "";
  const list = levels(knows).map((one) => put(kept.level, one)).join("");
  return put(place(kept.card, "levels", list), { on, change: uuid7(), entry: uuid7() });
}

// Who answered this day already for whoever reads, there and here: a mere night is no answer.
export function answered(knows, on) {
  const { start, end } = knows.pocket.today.days[on] ?? {};
  const isOfDay = ({ kind, deleted, drawn, values }, moment) => kind === "check_in" && !deleted && (drawn ? !drawn.aside : values.day) && moment >= Date.parse(start) && moment < Date.parse(end);
  return [
    ...knows.entries.filter((one) => isOfDay(one, Date.parse(one.at))),
    ...waiting(knows).filter((one) => isOfDay(one, momentOf(one, knows.zone))),
  ];
}

// The last number of each symptom, of two weeks: {key, label, n, since}.
export function levels(knows) {
  const { known, names, watched } = knows.pocket.today.evening;
  const { gone } = recorded(knows);
  const found = new Map(known.filter(({ entry }) => !gone.has(entry)).map((one) => [one.key, { ...one, at: new Date(one.at) }]));
  for (const [key, n, at, since] of newer(knows)) {
    if (!(at < found.get(key)?.at)) found.set(key, { key, n: n.replace("=", ""), at, since });
  }
  const shown = watched ? watched.flatMap((key) => found.get(key) ?? []) : [...found.values()].filter(({ n }) => n > 0);
  return shown.map((one) => ({ ...one, label: names[one.key] ?? one.key.split(/^other:/)[1] }))
    .filter(({ label, n, at }) => label && `${n}` && knows.time.now - at < CARRIED_FOR);
}

// A warning sign that the pocket does not know of: whom the family calls stands here all the same.
// The last word on each counts, by its moment; that it was as before is one.
export function warned(knows) {
  const last = new Map(newer(knows).sort((one, other) => one[2] - other[2]).map((one) => [one[0], one]));
  return [...last.values()].filter(([, n, at]) => !/^(=0?|0)$/.test(n) && knows.time.now - at < 86_400_000)
    .map(([key, , , , title]) => put(knows.pocket.today.warned?.[key] ?? "", { title })).join("");
}

// What was said after the pocket was drawn, elsewhere and then here: [key, number, moment,
// words, title]. "=3" is as before, "=" has gone, "" has no number.
function newer(knows) {
  const { pocket, entries, zone } = knows;
  const late = entries.filter(({ deleted, changed_at: at }) => !deleted && at > pocket.as_of);
  return [
    ...late.flatMap(({ kind, fields, at, drawn }) => (kind === "symptom" ? [fields] : fields.carried ?? [])
      .map((one) => [keyOf(one.symptom, one.name), one.until ? "=" : (one === fields ? "" : "=") + (one.severity ?? ""), new Date(one.until ?? at), "", pocket.today.evening?.names[one.symptom] ?? drawn.title])),
    ...lastWords(knows).flatMap((change) => said(change, pocket.today.evening?.names)
      .map(([key, n, title]) => [key, n, n === "=" ? new Date(change.made_at) : momentOf(change, zone), whereWords(change), title])),
  ];
}

// A tile with a name of the family's own says "name:".
const keyOf = (symptom, name) => (symptom === "other" ? `other:${name}` : symptom.replace(/^name:/, "other:"));

// What a kept form says of levels: a symptom's own, or an evening's rows.
function said({ title, values }, names) {
  if (values.symptom) return [[keyOf(values.symptom, values.other_name), values.ends || values.until_on ? "=" : values.severity ?? "", title]];
  return Object.entries(values).filter(([name, value]) => LEVEL.test(name) && value).map(([name, value]) => {
    const key = name === "level.more" ? keyOf(values.more_symptom || "other", values.more_name) : name.slice(6);
    return [key, value, names?.[key] ?? title];
  });
}
