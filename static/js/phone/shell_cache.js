// The worker's own part in offline: the shell and the static files of its build, kept at install.
// Never a page with somebody in it, never an answer of the API.

import { erase, patiently } from "./db.js";
import { ended, remembered, whoLeft } from "./ids.js";
import { anyKept } from "./pockets.js";

const PREFIX = "sunhat-files-";
const SHELL = "/shell";
const PATIENCE = 3000;
// What the shell can draw. Other places (a PDF, sign-in) may take their time.
const DRAWN = /^\/(?:waiting|log\/[^/]+|children\/[^/]+\/(?:today|journal|medicines|card|log(?:\/[^/]+)?|entries\/[^/]+(?:\/edit)?|(?:infusions|stays)\/[0-9a-f-]{36}))?$/;
const BROKEN = new Set([502, 503, 504]);

// files   addresses of the static files of this build; `build` names it
export function look(build, files) {
  const name = PREFIX + build;
  self.addEventListener("install", (event) => event.waitUntil(keep(name, files)));
  self.addEventListener("activate", (event) => event.waitUntil(tidy(name)));
  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== self.location.origin) return;
    if (request.mode === "navigate") event.respondWith(page(request, name, url));
    else if (url.pathname.startsWith("/s/")) event.respondWith(file(request));
  });
}

async function keep(name, files) {
  self.skipWaiting(); // files have their build in their address: an open page keeps its own
  const cache = await caches.open(name);
  await Promise.all([SHELL, ...files].map((path) => put(cache, path)));
}

// A sign-in page behind a redirect, or a hotel's, must never be kept as ours.
async function put(cache, path) {
  const answer = await fetch(path);
  if (!answer.ok || answer.redirected || answer.type !== "basic") throw new Error(`${path}: ${answer.status}`);
  await cache.put(path, answer);
}

// One older build stays: a page of it may still be open in another tab.
async function tidy(name) {
  const old = (await caches.keys()).filter((each) => each.startsWith(PREFIX) && each !== name);
  await Promise.all(old.slice(0, -1).map((each) => caches.delete(each)));
  await self.clients.claim();
}

async function file(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

// The server first; where it is slow or gone, the shell, which draws what this phone keeps.
async function page(request, name, url) {
  const shell = async () => (await caches.open(name)).match(SHELL);
  const left = await whoLeft();
  if (left) await erase(left).catch(() => {}); // signing out may have been cut off before it came to that
  if (left && !(await ended(left))) return (await shell()) ?? Response.error();
  const drawn = DRAWN.test(url.pathname);
  // Without an init object: with one the request would no longer count as a navigation.
  const answer = fetch(request).catch(() => null);
  const soon = drawn ? await patiently(answer, PATIENCE).catch(() => null) : await answer;
  // A phone that keeps nothing has nothing to show meanwhile: a slow page is better than none.
  const first = soon ?? ((await remembered().then(anyKept).catch(() => false)) ? null : await answer);
  if (first && !BROKEN.has(first.status)) return first;
  return (await shell()) ?? (await answer) ?? Response.error();
}
