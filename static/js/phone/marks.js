// A dose of Today that was given on this phone and waits to be sent: the page of the server does not
// know of it and would offer it again.

import { here } from "./ids.js";
import { isHeld, list, subscribe } from "./outbox.js";
import { say } from "./words.js";

export function start() {
  subscribe(mark);
  return mark();
}

async function mark() {
  const waiting = (await list(here().person).catch(() => [])).filter(({ state }) => state === "waiting");
  for (const { id, what, base, values } of waiting) {
    // While it is being saved on this very page, that page needs its form: it may ask.
    if (what !== "dose" || base || !values.slot || isHeld(id)) continue;
    const row = document.getElementById(`dose-${values.medicine}-${values.slot.replaceAll(":", "")}`);
    for (const actions of row?.querySelectorAll(".dose__actions") ?? []) actions.hidden = true;
    const words = row?.querySelector(".dose__state span");
    if (words) words.textContent = say("given_here");
  }
}
