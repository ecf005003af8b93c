// Signing out leaves nothing of the journal in this browser, without signal too (T24). What the server
// has not got yet is asked about once: nothing is thrown away without its number being said.

import { erase, patiently } from "./db.js";
import { ended, here, markLeft, person } from "./ids.js";
import { list, release, tellLeft, unsettled } from "./outbox.js";
import { say } from "./words.js";

const PATIENCE = 3000;

export function start() {
  const { removed } = document.body.dataset;
  if (removed) erase(removed).catch(() => {});
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-sign-out]")) return;
    event.preventDefault();
    ask("leave_waits");
  }, true);
}

const waiting = async () => unsettled(await list(person()));

// A database that does not open may hold something all the same: then it is asked without a number.
async function ask(words) {
  const n = (await waiting().catch(() => null))?.length;
  const dialog = document.querySelector("dialog[data-leave]");
  if (n === 0 || !dialog || !("indexedDB" in window)) return leave();
  dialog.querySelector("[role=status]").textContent = say(n ? words : "leave_unknown", { n });
  dialog.querySelector("[value=discard] span").textContent = say(n ? "leave_discard" : "leave_anyway", { n });
  dialog.querySelector("form").onsubmit = (event) => decided(event, dialog);
  if (!dialog.open) dialog.showModal();
}

function decided(event, dialog) {
  const { value } = event.submitter;
  if (value === "stay") return;
  event.preventDefault();
  if (value === "discard") leave();
  else send(dialog);
}

async function send(dialog) {
  dialog.querySelector("[role=status]").textContent = say("leave_sending");
  const who = here();
  await waiting().then((open) => release(who.person, open.map(({ id }) => id))).catch(() => {});
  await import("./hand_in.js").then(({ sendAll }) => sendAll(who)).catch(() => {});
  if (dialog.open) ask("leave_stuck");
}

async function leave() {
  const who = person();
  // From here on this page is nobody's: nothing that still runs on it opens the database again.
  document.body.dataset.person = "";
  await soon(markLeft(who));
  tellLeft();
  await soon(erase(who));
  navigator.setAppBadge?.(0).catch(() => {});
  await soon(unsubscribe());
  await ended(who);
  location.replace("/sign-in");
}

const soon = (work) => patiently(work, PATIENCE).catch(() => {});

async function unsubscribe() {
  const worker = await navigator.serviceWorker?.getRegistration();
  await (await worker?.pushManager?.getSubscription())?.unsubscribe();
}
