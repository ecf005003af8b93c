// What a page needs of the pockets: to ask the worker for them, and to know whether there are any.

import { find } from "./db.js";

export const POCKETS_EVERY = 5 * 60_000;

// Ask the worker, as soon as there is one. `all`: those that are younger than five minutes too.
export async function ask(all) {
  const { active } = (await navigator.serviceWorker?.ready) ?? {};
  active?.postMessage({ pockets: all ? "all" : "old" });
}

// Whether anything is kept here of this person.
export async function anyKept({ person }) {
  return Boolean(person && await find(person, "pockets", "count"));
}
