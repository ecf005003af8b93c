// Every page of a signed-in person: sends what waits, asks for news, and looks after the worker.
// Background Sync exists in one browser only: coming back to the front, getting signal, opening a
// page and the clock do its work everywhere (F18).

import { erase } from "./db.js";
import { ended, here, lastChild, remember, whoLeft } from "./ids.js";
import * as line from "./line.js";
import { list, missing, sweep, unsettled } from "./outbox.js";
import { POCKETS_EVERY, anyKept, ask } from "./pockets.js";
import { show } from "./said.js";
import { flush } from "./send.js";

const LOOK_EVERY = 8000;
let busy = null;
let again = false;
let pocketsAt = 0;
let changed = false;
let away = false;
let patient = true;
let photos = null;
// Until it is known that nothing waits.
let holds = true;
// What makes a paper or a link out of the journal; so long it waits for what this phone holds (H23).
const PAPERS = "[href*='.pdf'], [action$='/preparations'] .button, [action$='/share'] .button";
const A_MOMENT = 5000;

export function start() {
  show();
  line.start();
  const { due } = document.body.dataset;
  if (due) navigator.setAppBadge?.(Number(due)).catch(() => {});
  if (here().person) remember(here()).catch(() => {});
  lastChild();
  for (const name of ["online", "pageshow"]) window.addEventListener(name, look);
  document.addEventListener("visibilitychange", look);
  document.addEventListener("click", sendFirst);
  window.setInterval(() => {
    patient = false;
    look();
  }, LOOK_EVERY);
  navigator.serviceWorker?.addEventListener("message", look); // the pockets have come
  window.addEventListener("sunhat:news", () => {
    pocketsAt = 0;
    changed = true;
  });
  import("../push.js").then(({ renew }) => renew()).catch(() => {});
  look().then(() => sweep(here().person)).catch(() => {});
  if (document.readyState === "complete") register();
  else window.addEventListener("load", register);
}

// Look once at a time; who asks meanwhile waits for another look.
function look() {
  if (busy) again = true;
  else busy = looked();
  return busy;
}

async function looked() {
  try {
    await once();
  } catch {
    // The phone's database does not open: the line says so, and the forms post as without script.
    line.tell("none");
  }
  busy = null;
  if (again) {
    again = false;
    await look();
  }
}

// A tap on what makes a paper goes on once what waited was sent, or cannot be.
function sendFirst(event) {
  const part = event.target.closest(PAPERS);
  if (!part || !holds) return;
  event.preventDefault();
  Promise.race([look(), new Promise((done) => setTimeout(done, A_MOMENT))]).then(() => {
    holds = false;
    part.click();
  });
}

async function once() {
  const left = await whoLeft();
  if (document.body.dataset.person && left) {
    await erase(left).catch(() => {}); // signing out may have been cut off before it came to that
    await ended();
    return location.replace("/sign-in");
  }
  const who = here();
  const visible = document.visibilityState === "visible";
  const waits = unsettled(await list(who.person)).length;
  holds = waits > 0;
  if (!visible && !waits) return;
  if (!waits) refresh();
  // A phone that keeps nothing yet is not ready to go without signal: that comes before the news.
  if (!waits && patient && !(await anyKept(who))) return;
  patient = false;
  const contact = await flush(who, { news: visible });
  tell(contact);
  // It answers again: what is kept is asked about anew. Once, not at each look without an answer: the
  // worker tells of every asking, and that is another look.
  if (contact === "ok" && away) {
    pocketsAt = 0;
    changed = true;
  }
  away = contact !== "ok";
  if (away) return;
  // Not waited for: on a slow line a photo takes minutes, and the news of a dose must not.
  photos ??= sendPhotos(who).catch(() => {}).finally(() => { photos = null; });
  if (visible) refresh();
}

function refresh() {
  if (Date.now() - pocketsAt < POCKETS_EVERY) return;
  pocketsAt = Date.now();
  ask(changed).catch(() => {});
  changed = false;
}

async function sendPhotos(who) {
  if (!(await list(who.person)).some((change) => change.state === "waiting" && missing(change).length)) return;
  tell(await (await import("./hand_in.js")).sendPhotos(who));
}

// A phone that was taken away may hear of it between two photos too.
function tell(contact) {
  if (contact === "removed") location.replace("/sign-in");
  else if (contact === "other" && !document.querySelector("#log-form")) location.reload(); // nobody's typing is lost
  else line.tell(contact);
}

// Never waited for: a worker that fails must not hold back an entry.
function register() {
  navigator.serviceWorker?.register("/sw.js", { type: "module" }).catch(() => {});
}
