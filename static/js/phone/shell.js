// The page a phone shows without signal: looks at the address, draws what is kept of that child.

import { leaving, reload } from "../again.js";
import { answers } from "../answers.js";
import * as sheet from "../sheet.js";
import * as capture from "./capture.js";
import { clockWords, dayWords, nodes, piece, put, wall } from "./drawing.js";
import { lastChild, person } from "./ids.js";
import { kept, known } from "./known.js";
import { subscribe } from "./outbox.js";
import { dueCount } from "./slots.js";
import * as card from "./views/card.js";
import * as entry from "./views/entry.js";
import * as form from "./views/form.js";
import * as infusion from "./views/infusion.js";
import * as journal from "./views/journal.js";
import * as today from "./views/today.js";
import * as weekly from "./weekly.js";
import { say } from "./words.js";

const CHILD = /^\/children\/([0-9a-f-]{36})\/(.+)$/;
const LOOK_EVERY = 30_000;
const ASK_EVERY = 1500;
// The server answers and was slow a moment ago: the page is not loaded again at once.
const PATIENCE = 15_000;
// The screens of infusions of the last five days are kept: all of their checkpoints stand on them.
const INFUSION_H = 144;
let knows = null;
let shown = null;
let begin = null;

// begin  starts what stands in a part of a page (sunhat.js)
export async function start(beginning) {
  begin = beginning;
  capture.start();
  weekly.start(() => knows, show);
  await draw();
  subscribe(again);
  window.addEventListener("sunhat:news", again);
  window.addEventListener("pageshow", (event) => event.persisted && again());
  document.addEventListener("visibilitychange", again);
  window.setInterval(again, LOOK_EVERY);
  untilItAnswers();
}

// The page that the server draws is the better one, as soon as there is one.
async function untilItAnswers() {
  let next = knows && (await answers()) ? PATIENCE : ASK_EVERY;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, next));
    next = ASK_EVERY;
    if (document.visibilityState === "visible" && !busy() && (await answers()) && !busy()) return reload();
  }
}

// Somebody types, chooses or has just tapped: what stands there is left alone.
const busy = () => Boolean(leaving() || shown?.ready || document.querySelector("dialog[open], form[data-sent], details.dose__else[open], .give-all details[open], details.band__switch[open], [type=search]:focus"));

async function again() {
  if (!busy() && location.pathname !== "/waiting") await draw();
}

async function draw() {
  let all = [];
  try {
    const who = person();
    const url = new URL(location.href);
    const [, child, rest = ""] = url.pathname.match(CHILD) ?? [];
    const rows = who ? await kept(who) : [];
    all = rows.map(({ pocket }) => pocket);
    const row = rows.find((each) => each.child === child);
    const [place, id] = rest.split("/");
    const wanted = /^(journal|stays)/.test(rest) ? "all" : id;
    knows = row ? await known(who, row, wanted, place === "infusions" ? INFUSION_H : undefined) : null;
    if (knows) document.body.dataset.zone = knows.zone; // before the page: its behaviours ask for it
    show((knows && view(knows, url, rest)) || other(url, all));
    frame(all);
    badge(who, rows).catch(() => {});
  } catch {
    show(other(new URL(location.href), all, "unread")); // something may be kept all the same
  }
}

function view(knows, url, rest) {
  const [place, id, more] = rest.split("/");
  const pages = { today: today.draw, journal: journal.draw, card: card.draw };
  if (pages[rest]) return pages[rest](knows, url);
  if (rest === "log") return knows.pocket.sheet && { ...knows.pocket.sheet, tab: "log" };
  if (rest === "medicines") return knows.pocket.medicines && { ...knows.pocket.medicines, tab: "plan" };
  if (place === "log") return form.drawNew(knows, url, id);
  if (knows.pocket.wholes?.[place]) return infusion.draw(knows, place, id) ?? entry.draw(knows, url, id);
  if (place === "entries" && !more) return entry.draw(knows, url, id);
  return place === "entries" && more === "edit" ? form.drawEdit(knows, url, id) : null;
}

// The list of what waits; else one sentence, and the ways to what is kept.
function other(url, all, none = "none_kept") {
  if (url.pathname === "/waiting") return { title: say("waiting_title"), main: piece("waiting") };
  const place = url.pathname === "/" ? "today" : url.pathname.match(/^\/(log\/\w+)$/)?.[1];
  const last = all.length === 1 ? all[0] : all.find(({ child }) => child.id === lastChild());
  if (place && last) location.replace(`/children/${last.child.id}/${place}`);
  const links = all.flatMap(({ child }) => ["today", "journal", "log", "medicines", "card"].map((place) => piece("link", {
    label: say("for", { label: say(place), name: child.name }),
    url: `/children/${child.id}/${place}`,
  })));
  const text = say(url.pathname.startsWith("/due/") ? "not_recorded" : all.length ? "page_not_kept" : none);
  const main = put('<h1>[[title]]</h1><p>[[text]]</p>', { title: say("no_signal"), text });
  return { title: say("no_signal"), main: `${main}<div class="stack section">${links.join("")}</div>` };
}

function show(page) {
  shown = page;
  const main = document.getElementById("main");
  main.replaceChildren(nodes(page.main));
  document.title = plain(page.title);
  dock(page);
  page.ready?.(document);
  page.after?.(main);
  begin(main);
}

const plain = (markup) => nodes(markup).textContent;

// The bar under the thumb: a form's button, else the five places. A line that was said stays.
function dock(page) {
  const bar = document.querySelector(".dock");
  const toast = bar.querySelector(".toast");
  bar.replaceWith(nodes(page.dock && page.ready ? page.dock : knows?.pocket.frame.tabs ?? '<div class="dock"></div>'));
  if (toast) document.querySelector(".dock").prepend(toast);
}

// Whose page this is, how old what it says is, and the ways elsewhere.
function frame(all) {
  const status = document.querySelector("[data-shell-status] span");
  document.querySelector("#log-sheet")?.remove();
  if (!knows) return;
  const { pocket, time, zone } = knows;
  status.textContent = say("as_of", { time: clockWords(time.heard, time, zone) });
  const day = shown.day ?? dayWords(wall(time.now, zone).on);
  document.body.className = `child--${pocket.child.colour}`;
  document.querySelector("header.band").replaceWith(nodes(put(pocket.frame.band, { day })));
  const ways = all.filter(({ child }) => child.id !== pocket.child.id).map(({ frame: { switch: way } }) => way);
  document.querySelector(".band__menu").prepend(nodes(ways.join("")));
  const nav = { today: "today", journal: "journal", log: "log", plan: "medicines" }[shown.tab];
  document.querySelector(`.tabs__link[href$="/${nav}"]`)?.setAttribute("aria-current", "page");
  document.body.append(nodes(pocket.frame.sheet));
  sheet.start(document.querySelectorAll("[data-sheet]"));
}

// How many doses are due, on the icon, of all children together.
async function badge(who, rows) {
  if (!navigator.setAppBadge) return;
  const each = await Promise.all(rows.map((row) => (row.pocket === knows?.pocket ? knows : known(who, row))));
  await navigator.setAppBadge(each.map(dueCount).reduce((one, other) => one + other, 0));
}
