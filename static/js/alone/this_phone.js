// What this phone keeps, and whether it would open without signal: said on the phones page (F19).

import { find } from "../phone/db.js";
import { person } from "../phone/ids.js";

const LOOK_EVERY = 2000;
const LITTLE = 20e6; // bytes; a phone that is shorter of room refuses what is saved

const section = document.querySelector("[data-this-phone]");
const put = (name, word, time = "") => {
  const part = section.querySelector(`[data-part=${name}]`);
  const text = word && section.dataset[word].replace("{time}", time);
  part.hidden = !text;
  if (part.textContent !== text) part.textContent = text; // a live region speaks only what changed
};
const look = async () => {
  try {
    const since = await readySince();
    put("ready", since ? "ready" : "notReady", since && clock(since));
    put("room", await room());
  } catch ({ name }) {
    put("ready", name === "TimeoutError" ? "notReady" : "none");
    put("room", "");
  }
};
look();
setInterval(look, LOOK_EVERY);

// The oldest of what is kept of the children; nothing while something that a page needs is missing.
async function readySince() {
  const pockets = await find(person(), "pockets", "getAll");
  if (!navigator.serviceWorker?.controller || !(await caches.match("/shell"))) return 0;
  return Math.min(...pockets.map(({ got_at: at }) => at), pockets.length ? Infinity : 0);
}

async function room() {
  const { quota, usage } = (await navigator.storage?.estimate?.()) ?? {};
  if (quota - usage < LITTLE) return "full";
  return (await navigator.storage?.persisted?.()) ? "kept" : "mayGo";
}

function clock(moment) {
  const parts = { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat(document.documentElement.lang || "en", parts).format(moment);
}
