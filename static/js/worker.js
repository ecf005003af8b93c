// The service worker: shows every push, and carries the buttons Given and Snooze to the server.
// It keeps no page and no data; a browser that gets a push must show something each time.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  const { title, ...options } = read(event);
  event.waitUntil(Promise.all([
    self.registration.showNotification(title, options),
    tell("/api/v1/push/receipts", { occurrence: options.tag, shown_at: new Date().toISOString() }),
  ]));
});

self.addEventListener("notificationclick", (event) => {
  const { notification, action } = event;
  notification.close();
  const { occurrence, navigate, change } = notification.data ?? {};
  event.waitUntil(occurrence && action ? act(action, occurrence, change, navigate) : open(navigate));
});

function read(event) {
  try {
    const { notification } = event.data.json();
    const { title, navigate, data, actions, ...rest } = notification;
    return {
      ...rest,
      title,
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

function uuid7() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const now = BigInt(Date.now());
  for (let at = 0; at < 6; at += 1) bytes[at] = Number((now >> BigInt(8 * (5 - at))) & 255n);
  bytes[6] = (bytes[6] & 15) | 112;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
