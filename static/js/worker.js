// The service worker: shows every push, and carries the buttons Given and Snooze to the server.
// A browser that gets a push must show something each time. What it keeps is in phone/shell_cache.js.

import { sendAll } from "./phone/hand_in.js";
import { remembered, uuid7 } from "./phone/ids.js";
import { fetchPockets } from "./phone/keep_pockets.js";

self.addEventListener("push", (event) => {
  const { title, due, ...options } = read(event);
  event.waitUntil(Promise.all([
    badge(due),
    self.registration.showNotification(title, options),
    tell("/api/v1/push/receipts", { occurrence: options.tag, shown_at: new Date().toISOString() }),
    // On an iPhone nothing but a push wakes the worker: what waits goes with it (F18).
    remembered().then((who) => sendAll(who)).catch(() => {}),
  ]));
});

self.addEventListener("message", (event) => {
  const wanted = event.data?.pockets;
  if (!wanted) return;
  const fetched = fetchPockets(wanted === "all").catch(() => {});
  event.waitUntil(fetched.then(() => event.source?.postMessage("pockets")));
});

self.addEventListener("notificationclick", (event) => {
  const { notification, action } = event;
  notification.close();
  const { occurrence, navigate, change } = notification.data ?? {};
  event.waitUntil(occurrence && action ? act(action, occurrence, change, navigate) : open(navigate));
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
      // One id per notification: tapped twice, or sent twice, it is one dose.
      data: { ...data, navigate, change: uuid7() },
    };
  } catch {
    return { title: "Sunhat", tag: "unreadable", data: { navigate: "/" } };
  }
}

async function act(action, occurrence, change, navigate) {
  const answer = await tell(`/api/v1/occurrences/${occurrence}/${action}`, action === "given" ? { change } : {});
  if (answer?.ok && action === "given") badge((await answer.json()).due);
  // Somebody should look first, or there was no connection: the page says so and offers the button.
  if (!answer?.ok) await open(`${navigate}?do=${action}`);
}

function tell(path, body) {
  return fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => null);
}

async function open(address) {
  const url = new URL(address ?? "/", self.location.origin);
  const windows = await self.clients.matchAll({ type: "window" });
  for (const client of windows) {
    if (new URL(client.url).pathname === url.pathname) return client.focus();
  }
  return self.clients.openWindow(url.href);
}
