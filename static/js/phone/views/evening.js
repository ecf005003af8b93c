// The evening's question without signal: the card the server drew, with the levels as this phone
// knows them: what waits here and what came after the pocket counts too.

import { place, put } from "../drawing.js";
import { uuid7 } from "../ids.js";
import { lastWords } from "../known.js";
import { whereWords, momentOf, waiting } from "./rows.js";

const LEVEL = /^level\./;

export function evening(knows, on) {
  const { pocket: { today: { evening: kept, days } }, time, entries, zone } = knows;
  const day = days[on];
  if (!kept || !(time.now >= Date.parse(day?.evening))) return "";
  const inDay = (moment) => moment >= Date.parse(day.start) && moment < Date.parse(day.end);
  const answered = entries.some((one) => one.kind === "check_in" && !one.deleted && inDay(Date.parse(one.at)));
  if (answered || waiting(knows).some((one) => one.what === "check_in" && inDay(momentOf(one, zone)))) return "";
  const list = levels(knows).map((one) => put(kept.level, one)).join("");
  return put(place(kept.card, "levels", list), { on, change: uuid7(), entry: uuid7() });
}

// The last number of each symptom: {key, label, n, since}.
export function levels(knows) {
  const { known, names, watched } = knows.pocket.today.evening;
  const found = new Map(known.map((one) => [one.key, one]));
  for (const [key, n, at, since] of newer(knows)) {
    if (!(at < new Date(found.get(key)?.at))) found.set(key, { key, n, at, since });
  }
  const shown = watched ? watched.map((key) => found.get(key)) : [...found.values()].filter(({ n }) => n > 0);
  return shown.filter((one) => /\d/.test(one?.n) && (names[one.key] || one.key.includes(":")))
    .map((one) => ({ ...one, label: names[one.key] ?? one.key.slice(6) }));
}

// What was said after the pocket was drawn, here and elsewhere: [key, number, moment, words].
function newer(knows) {
  const { pocket, entries, zone } = knows;
  const late = entries.filter(({ deleted, changed_at: at }) => !deleted && at > pocket.as_of);
  return [
    ...late.flatMap(({ kind, fields, at }) => (kind === "symptom" ? [fields] : fields.carried ?? [])
      .map((one) => [keyOf(one.symptom, one.name), !one.until && one.severity, new Date(one.until ?? at), ""])),
    ...lastWords(knows).flatMap((change) => said(change.values ?? {})
      .map(([key, n]) => [key, n, n === false ? new Date(change.made_at) : momentOf(change, zone), whereWords(change)])),
  ];
}

// A tile with a name of the family's own says so: "name:Cold feet".
const keyOf = (symptom, name) => (symptom === "other" ? `other:${name}` : symptom.replace(/^name:/, "other:"));

// What a kept form says of levels: a symptom's own, or an evening's rows. One that has gone has `false`.
function said(values) {
  if (values.symptom) return [[keyOf(values.symptom, values.other_name), !values.ends && !values.until_on && values.severity]];
  return Object.entries(values).filter(([name, value]) => value && LEVEL.test(name) && name !== "level.more")
    .map(([name, value]) => [name.slice(6), value.replace("=", "")]);
}
