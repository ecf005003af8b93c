// A dose of Today that was given on this phone and waits to be sent: the page of the server does not
// know of it and would offer it again.

import { here } from "./ids.js";
import { changesOf } from "./known.js";
import { isHeld, list, subscribe } from "./outbox.js";
import { say } from "./words.js";

const marked = new Map(); // the words of a row, and what they were

export function start() {
  subscribe(mark);
  return mark();
}

async function mark() {
  const changes = (await list(here().person).catch(() => [])).filter(({ state }) => state === "waiting");
  for (const [words, text] of marked) put(words, false, text); // it may have been taken back, or discarded
  marked.clear();
  for (const { id, entry, what, base, values } of changes) {
    // While it is being saved on this very page, that page needs its form: it may ask.
    if (what !== "dose" || base || !values.slot || isHeld(id) || changesOf({ changes }, entry).at(-1).delete) continue;
    const words = document.getElementById(`dose-${values.medicine}-${values.slot.replaceAll(":", "")}`)?.querySelector(".dose__state span");
    if (!words || marked.has(words)) continue;
    marked.set(words, words.textContent);
    put(words, true, say("given_here"));
  }
}

function put(words, hidden, text) {
  words.textContent = text;
  for (const actions of words.closest(".dose").querySelectorAll(".dose__actions")) actions.hidden = hidden;
}
