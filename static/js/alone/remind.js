// "Remind me on this phone": asks only after a tap, tells the server, and says what stands in the way.

import { NOTE, keep, tell, wish } from "../push.js";

start(document.querySelector("[data-push]"));

async function start(section) {
  const on = section.querySelector("[data-push-on]");
  const off = section.querySelector("[data-push-off]");
  const { key } = section.dataset;
  const put = (name) => { section.querySelector("[data-push-state]").textContent = section.dataset[name]; };

  if (!("serviceWorker" in navigator) || !("PushManager" in window)) return put(isApple() ? "install" : "unsupported");
  const { pushManager: manager } = await navigator.serviceWorker.register(section.dataset.worker, { type: "module" });
  const draw = (subscription) => {
    const blocked = Notification.permission === "denied";
    on.hidden = Boolean(subscription) || blocked;
    off.hidden = !subscription;
    put(blocked ? "blocked" : subscription ? "on" : "off");
  };
  const refresh = async () => {
    draw(await manager.getSubscription());
    draw(await keep(manager, key));
  };

  on.addEventListener("click", async () => {
    try {
      if ((await Notification.requestPermission()) !== "granted") return put("blocked");
      await navigator.serviceWorker.ready;
      await manager.subscribe(wish(key));
      await refresh();
    } catch {
      put("failed");
    }
  });
  off.addEventListener("click", async () => {
    const subscription = await manager.getSubscription();
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
