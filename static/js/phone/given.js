// "Given" on a notification that nobody answered: the dose waits on this phone, as one that was given
// on Today. What may be kept so, until when and in which words comes with the pocket.

import { known, kept } from "./known.js";
import { keep } from "./outbox.js";
import { alone } from "./send.js";
import { outcomeOf, recorded, shown, told } from "./slots.js";

const PATIENCE = 5000;

// What is said of it ({title, body, change}, the change's id) when it is kept, however often it was tapped; "there" when
// the server has it after all; else null: a person looks first.
//   ids   {id, entry} of the tap: its answer may have been lost, and the server have it
export function keepGiven(person, occurrence, ids) {
  return person ? alone("sunhat-given", PATIENCE, () => once(person, occurrence, ids)) : null;
}

async function once(person, occurrence, ids) {
  const found = (await kept(person)).find(({ pocket: { today } }) => today.taps?.[occurrence]);
  if (!found) return null;
  const tap = found.pocket.today.taps[occurrence];
  const change = { ...tap.change, ...ids };
  const { waits, there, free } = look(await known(person, found), change, tap.until);
  if (there) return "there";
  if (free) await keep(person, [{ ...change, front: 0 }]);
  return free || waits ? { ...tap, id: (waits ?? ids).id } : null;
}

// What this phone knows of the dose that this change would record:
//   waits   the change that says the same and will be sent
//   there   the server has it, as this very entry
//   other   something else was recorded for it, here or by others, or asked about or refused
//   free    nothing was, and it is not over (`until`)
export function look(knows, { entry, values }, until) {
  if (knows.unread) return {};
  const all = recorded(knows);
  const waits = told(all, values);
  if (waits && waits.state !== "settled") return waits.state === "waiting" && outcomeOf(waits) === values.outcome ? { waits } : { other: true };
  const slot = knows.pocket.today.slots.find(({ medicine, slot: at }) => medicine === values.medicine && at === values.slot);
  const stands = [waits, shown(all, values), slot?.recorded].find((one) => one && !all.gone.has(one.entry));
  if (stands) return stands.entry === entry ? { there: true } : { other: true };
  return { free: knows.time.now < Date.parse(until) };
}
