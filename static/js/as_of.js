// How old is what this page knows? Says so, and loads the page again after a while when the server
// answers: what the other parent did must be visible before a dose can be marked (H17).

import { leaving, reload } from "./again.js";
import { answers } from "./answers.js";
import { newestNews } from "./phone/send.js";
import { say } from "./phone/words.js";

const opened = performance.now();
const STALE_MINUTES = 15;
const LOOK_EVERY = 30_000;
// In front of somebody who reads, a page loads again only before it would have to say unknown.
const LOOK_AGAIN_MINUTES = 10;
// As long as the line with it lasts, and no longer where a finger stays on it (toast.js).
const UNDO = 20_000;
// Timed by a clock that stands still while the phone sleeps: the wall clock says what it missed.
const openedWall = Date.now();

export function start() {
  look(); // news may have come before this script did
  window.setInterval(look, LOOK_EVERY);
  document.addEventListener("visibilitychange", refresh);
  window.addEventListener("pageshow", (event) => event.persisted && refresh());
  window.addEventListener("online", refresh);
  window.addEventListener("sunhat:news", heard);
}

// Since the page came, in milliseconds; whatever time the phone believes it is.
function age() {
  return Math.max(performance.now() - opened, Date.now() - openedWall);
}

function look() {
  tell();
  if (age() >= LOOK_AGAIN_MINUTES * 60_000) refresh();
  else heard(); // once more: somebody was busy here, or the server was
}

async function refresh(atOnce) {
  tell();
  const patience = Number(document.body.dataset.reloadAfter) * 1000;
  if (document.visibilityState !== "visible" || !patience || busy()) return;
  if (atOnce !== true && age() <= patience) return;
  // A page that says how old it is serves better than the browser's own "no connection".
  // Looked at again after the wait: somebody may have tapped Give meanwhile.
  if ((await answers()) && !busy()) reload();
}

const busy = () => leaving() || undoable() || document.querySelector("dialog[open], form[data-sent], details[open] form");

// What was just written on a plain form comes as news too, and its page has the Undo.
const undoable = () => age() < UNDO && document.querySelector(".toast:not([hidden])");

// Somebody else wrote something after this page was made.
function heard() {
  const made = document.querySelector("[data-as-of]")?.dateTime;
  if (made && newestNews() > Date.parse(made)) refresh(true);
}

function tell() {
  const minutes = Math.floor(age() / 60_000);
  for (const line of document.querySelectorAll("[data-as-of]")) {
    line.textContent = seen(minutes);
    if (minutes >= STALE_MINUTES) forget(line.dataset.unknown);
  }
}

// A page younger than two minutes says nothing.
function seen(minutes) {
  if (minutes < 2) return "";
  if (minutes < 90) return say("seen_minutes", { n: minutes });
  if (minutes < 48 * 60) return say("seen_hours", { n: Math.round(minutes / 60) });
  return say("seen_days", { n: Math.floor(minutes / (24 * 60)) });
}

// What nobody had recorded then may be recorded by now: the page no longer says that it is due.
function forget(since) {
  for (const state of document.querySelectorAll("[data-may-change]")) {
    state.querySelector("span").textContent = since;
    state.closest(".dose").classList.add("dose--stale");
  }
}
