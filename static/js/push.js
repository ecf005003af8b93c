// "Remind me on this phone": asks only after a tap, tells the server, and says what stands in the way.

export function start(sections) {
  for (const section of sections) show(section);
}

async function show(section) {
  const on = section.querySelector("[data-push-on]");
  const off = section.querySelector("[data-push-off]");
  const say = (name) => { section.querySelector("[data-push-state]").textContent = section.dataset[name]; };

  if (!("serviceWorker" in navigator) || !("PushManager" in window)) {
    say(isApple() ? "install" : "unsupported");
    return;
  }
  const registration = await navigator.serviceWorker.register(section.dataset.worker, { type: "module" });
  const refresh = async () => {
    const subscription = await registration.pushManager.getSubscription();
    const blocked = Notification.permission === "denied";
    on.hidden = Boolean(subscription) || blocked;
    off.hidden = !subscription;
    say(blocked ? "blocked" : subscription ? "on" : "off");
    // The server may have lost it, and wants to know that the phone still has it.
    if (subscription) await tell("POST", subscription.toJSON());
  };

  on.addEventListener("click", async () => {
    try {
      if ((await Notification.requestPermission()) !== "granted") return say("blocked");
      await navigator.serviceWorker.ready;
      await registration.pushManager.subscribe({
        userVisibleOnly: true,
        applicationServerKey: bytes(section.dataset.key),
      });
      await refresh();
    } catch {
      say("failed");
    }
  });
  off.addEventListener("click", async () => {
    const subscription = await registration.pushManager.getSubscription();
    if (subscription) {
      await tell("DELETE", { endpoint: subscription.endpoint });
      await subscription.unsubscribe();
    }
    await refresh();
  });
  try { await refresh(); } catch { say("failed"); }
}

async function tell(method, body) {
  const answer = await fetch("/api/v1/push/subscriptions", {
    method,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(String(answer.status));
}

function isApple() {
  return /iPhone|iPad/.test(navigator.userAgent) || (navigator.maxTouchPoints > 1 && /Mac/.test(navigator.userAgent));
}

function bytes(key) {
  const text = atob(key.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
