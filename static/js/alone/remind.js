// "Remind me on this phone": asks only after a tap, tells the server, and says what stands in the way.

import { NOTE, keep, tell, wish } from "../push.js";

for (const section of document.querySelectorAll("[data-push]")) show(section);

async function show(section) {
  const on = section.querySelector("[data-push-on]");
  const off = section.querySelector("[data-push-off]");
  const put = (name) => { section.querySelector("[data-push-state]").textContent = section.dataset[name]; };

  if (!("serviceWorker" in navigator) || !("PushManager" in window)) {
    put(isApple() ? "install" : "unsupported");
    return;
  }
  const registration = await navigator.serviceWorker.register(section.dataset.worker, { type: "module" });
  const draw = (subscription) => {
    const blocked = Notification.permission === "denied";
    on.hidden = Boolean(subscription) || blocked;
    off.hidden = !subscription;
    put(blocked ? "blocked" : subscription ? "on" : "off");
  };
  const refresh = async () => {
    draw(await registration.pushManager.getSubscription());
    draw(await keep(registration.pushManager, section.dataset.key));
  };

  on.addEventListener("click", async () => {
    try {
      if ((await Notification.requestPermission()) !== "granted") return put("blocked");
      await navigator.serviceWorker.ready;
      await registration.pushManager.subscribe(wish(section.dataset.key));
      await refresh();
    } catch {
      put("failed");
    }
  });
  off.addEventListener("click", async () => {
    const subscription = await registration.pushManager.getSubscription();
    localStorage.removeItem(NOTE);
    if (subscription) {
      await tell("DELETE", { endpoint: subscription.endpoint });
      await subscription.unsubscribe();
    }
    await refresh();
  });
  try { await refresh(); } catch { put("failed"); }
}

function isApple() {
  return /iPhone|iPad/.test(navigator.userAgent) || (navigator.maxTouchPoints > 1 && /Mac/.test(navigator.userAgent));
}
