// The service worker: shows every push, and carries the buttons Given and Snooze to the server.
// A browser that gets a push must show something each time. What it keeps is in phone/shell_cache.js.

import { keepGiven } from "./phone/given.js";
import { sendAll } from "./phone/hand_in.js";
import { remembered, uuid7 } from "./phone/ids.js";
import { fetchPockets } from "./phone/keep_pockets.js";
import { post } from "./phone/request.js";

// A tap lets the worker open a page for about ten seconds: after this there is time for it.
const PATIENCE = 5000;

self.addEventListener("push", (event) => {
  const { title, due, ...options } = read(event);
  event.waitUntil(Promise.all([
    badge(due),
    // Only what was shown is told of: it is the proof that reminders reach this phone.
    self.registration.showNotification(title, options)
      .then(() => tell("/api/v1/push/receipts", { occurrence: options.tag, shown_at: new Date().toISOString() })),
    // On an iPhone nothing but a push wakes the worker: what waits goes with it (F18),
    // and the entries come before the pocket that knows of them. A phone that knows what is due now can keep Given when the signal goes.
    remembered().then((who) => sendAll(who, { news: true })).catch(() => {}).then(() => fetchPockets()).catch(() => {}),
  ]));
});

// Where the browser has Background Sync, signal is enough: nobody needs to open a page.
self.addEventListener("sync", (event) => event.waitUntil(remembered().then(async (who) => {
  if ((await sendAll(who)) === "none") throw new Error("no answer"); // the browser tries again
})));

self.addEventListener("message", (event) => {
  event.waitUntil(self.clients.claim()); // a page that was on its way when this worker began
  const wanted = event.data?.pockets;
  if (!wanted) return;
  const fetched = fetchPockets(wanted === "all").catch(() => {});
  event.waitUntil(fetched.then(() => event.source?.postMessage("pockets")));
});

self.addEventListener("notificationclick", (event) => {
  const { notification, action } = event;
  notification.close();
  const { occurrence, navigate } = notification.data ?? {};
  event.waitUntil(occurrence && action ? act(action, notification) : open(navigate, notification));
});

// How many doses are due, on the icon; 0 takes it away. Without a number it stays as it is.
function badge(due) {
  return due === undefined ? null : navigator.setAppBadge?.(due).catch(() => {});
}

function read(event) {
  try {
    const { notification, app_badge: due } = event.data.json();
    const { title, navigate, data, actions, ...rest } = notification;
    return {
      ...rest,
      title,
      due,
      actions: (actions ?? []).map(({ action, title: label }) => ({ action, title: label })),
      // Its own ids: tapped twice, or sent once more from the outbox, it is one dose.
      data: { ...data, navigate, change: uuid7(), entry: uuid7() },
    };
  } catch {
    return { title: "Sunhat", tag: "unreadable", data: { navigate: "/" } };
  }
}

async function act(action, notification) {
  const { data, lang, dir } = notification;
  const { occurrence, navigate, change, entry } = data;
  const given = action === "given";
  const { ok, told } = await tell(`/api/v1/occurrences/${occurrence}/${action}`, given ? { change, entry } : {});
  if (told && ok && told.phones !== 0) return given && badge(told.due); // 0: it rang twice already
  const kept = !told && given && (await keepGiven((await remembered()).person, occurrence, { id: change, entry }).catch(() => null));
  // Somebody should look first, or there was no connection: the page says so and offers the button.
  if (!kept) return open(`${navigate}?do=${action}`, notification);
  if (kept === "there") return null;
  const options = { body: kept.body, tag: occurrence, lang, dir, data: { navigate: kept.change.next, kept: kept.id } };
  await self.registration.showNotification(kept.title, options);
  await self.registration.sync?.register("sunhat").catch(() => {});
}

// What the server said; no `told`: nothing that is ours, whoever answered (a hotel's page says 200).
async function tell(path, body) {
  const { status, told } = await post(path, body, PATIENCE);
  return told?.status || told?.until || told?.error ? { ok: status < 300, told } : {};
}

// Where the browser lets no page open any more, the reminder stands again: a tap never just vanishes.
function open(address, notification) {
  const { title, body, tag, data, lang, dir, actions } = notification;
  return goTo(address).catch(() => self.registration.showNotification(title, { body, tag, data, lang, dir, actions }));
}

async function goTo(address) {
  const url = new URL(address ?? "/", self.location.origin);
  const windows = await self.clients.matchAll({ type: "window" });
  for (const client of windows) {
    if (new URL(client.url).pathname === url.pathname) return client.focus();
  }
  return self.clients.openWindow(url.href);
}
