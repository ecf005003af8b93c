// The line at the top: how much waits on this phone, and what it waits for.

import { turnIcon } from "./drawing.js";
import { here } from "./ids.js";
import { list, subscribe, waitingForOthers } from "./outbox.js";
import { say } from "./words.js";

const JUST_NOW = 6000;
let contact = "ok";
let before = [];
let timer;

export function start() {
  subscribe(draw);
  return draw();
}

// What nobody may miss, in the line that says how old the page is.
export function warn(text) {
  const line = globalThis.document?.querySelector(".status:not([data-outbox-line])");
  if (!line || line.matches(".status--attention")) return; // said once: it is read aloud
  line.className = "status status--attention";
  line.querySelector("span").textContent = text;
}

// What came of the last try to reach the server; see flush in send.js.
export function tell(found) {
  contact = found;
  return draw();
}

async function draw() {
  const line = document.querySelector("[data-outbox-line]");
  if (!line || !here().person) return;
  try {
    show(line, ...(await count()));
  } catch ({ name }) {
    put(line, "attention", say(name === "TimeoutError" ? "unread" : "no_store")); // nothing can be kept here, and that is said (F19)
  }
}

async function count() {
  const { person } = here();
  return [await list(person), await waitingForOthers(person)];
}

function show(line, all, others) {
  const words = [];
  const of = (wanted) => all.filter(({ state }) => state === wanted).map(({ id }) => id);
  const [waiting, settled] = [of("waiting"), of("settled")];
  const waits = waiting.length;
  const needs = all.length - settled.length - waits;
  if (waits) words.push(say(contact === "signed-out" ? "sign_in" : "waits", { n: waits }));
  if (needs) words.push(say("needs", { n: needs }));
  if (others) words.push(say("others", { n: others }));
  const sent = before.length && before.every((id) => settled.includes(id)); // not what was discarded
  before = waiting;
  if (words.length) return put(line, needs || contact === "signed-out" ? "attention" : "waiting", words.join(" · "));
  if (sent) return saved(line);
  if (!timer) line.hidden = true;
}

function saved(line) {
  put(line, "settled", say("on_server"));
  timer = setTimeout(() => {
    timer = 0;
    line.hidden = true;
  }, JUST_NOW);
}

const ICONS = { attention: "needs", waiting: "clock", settled: "check" };

function put(line, kind, text) {
  clearTimeout(timer);
  timer = 0;
  const link = line.querySelector("a");
  if (link.textContent !== text) link.textContent = text; // a live region speaks only what changed
  line.className = `status status--${kind}`;
  turnIcon(line, ICONS[kind]);
  line.hidden = false;
}
