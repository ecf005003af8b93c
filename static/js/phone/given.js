// "Given" on a notification that nobody answered: the dose waits on this phone, as one that was given
// on Today. What may be kept so, until when and in which words comes with the pocket.

import { known, kept } from "./known.js";
import { keep } from "./outbox.js";
import { alone } from "./send.js";
import { outcomeOf, recorded, shown, told } from "./slots.js";

const PATIENCE = 5000;

// What is said of it ({title, body, change}) when it is kept, however often it was tapped; "there" when
// the server has it after all; else null: a person looks first.
//   ids   {id, entry} of the tap: its answer may have been lost, and the server have it
export function keepGiven(person, occurrence, ids) {
  return person ? alone("sunhat-given", PATIENCE, () => once(person, occurrence, ids)) : null;
}

async function once(person, occurrence, ids) {
  const [found] = (await kept(person)).filter(({ today }) => today.taps?.[occurrence]);
  if (!found) return null;
  const knows = await known(person, found.child.id);
  const tap = found.today.taps[occurrence];
  const all = recorded(knows);
  const here = told(all, tap.change.values);
  if (here) return outcomeOf(here) === tap.change.values.outcome ? tap : null;
  const there = shown(all, tap.change.values);
  if (there?.entry === ids.entry) return "there";
  if (there || !(knows.time.now < Date.parse(tap.until))) return null;
  await keep(person, [{ ...tap.change, ...ids, front: 0 }]);
  return tap;
}
