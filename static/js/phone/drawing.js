// Putting what the phone knows into what the server drew: tokens between double brackets.

import { wall } from "../now.js";
import { say } from "./words.js";

export { wall };

let parts = null;

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };

// A piece of a page that came with the shell.
export function piece(name, values = {}) {
  parts ??= JSON.parse(document.getElementById("shell-parts").textContent);
  return put(parts[name], values);
}

// The markup with each value in the place of its token; a value is text, never markup.
export function put(html, values) {
  return html.replace(/\[\[(\w+)\]\]/g, (token, name) => (name in values ? escaped(values[name]) : token));
}

// As put, for markup that the server drew.
export const place = (html, name, markup) => html.split(`[[${name}]]`).join(markup);

// The one place where kept markup becomes a page. The server's templates drew it and escaped what is
// in it, put() escapes what is put in, and the policy of the page runs no script that stands in it.
export function nodes(markup) {
  const made = document.createDocumentFragment();
  made.append(...new DOMParser().parseFromString(`<body>${markup}`, "text/html").body.childNodes);
  return made;
}

export const section = (name, body, values = {}) => (body ? place(piece(name, values), "body", body) : "");

// The icon in this part of a page becomes another one.
export function turnIcon(part, name) {
  const use = part.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
}

const escaped = (value) => String(value ?? "").replace(/[&<>"']/g, (letter) => ESCAPES[letter]);

// "Sat 21 Nov", of a date.
export function dayWords(on) {
  const lang = document.documentElement.lang;
  const format = new Intl.DateTimeFormat(lang, { timeZone: "UTC", weekday: "short", day: "numeric", month: "short" });
  const found = Object.fromEntries(format.formatToParts(new Date(`${on}T12:00Z`)).map(({ type, value }) => [type, value]));
  return `${found.weekday} ${found.day} ${found.month}`;
}

// "07:10", with the day when it is another one.
export function clockWords(moment, { now }, zone) {
  const [then, today] = [wall(moment, zone), wall(now, zone)];
  return then.on === today.on ? then.clock : `${dayWords(then.on)} ${then.clock}`;
}

// "20 min", "3 h 5 min".
export function long(milliseconds) {
  const all = Math.floor(milliseconds / 60_000);
  const [h, n] = [Math.floor(all / 60), all % 60];
  if (!h) return say("minutes", { n });
  return n ? say("hours_minutes", { h, n }) : say("hours", { n: h });
}
