// How old is what this page knows? Says so, and loads the page again when it comes back to the front
// after a while: what the other parent did must be visible before a dose can be marked (H17).

const opened = Date.now();
const STALE_MINUTES = 15;

export function start() {
  tell();
  window.setInterval(tell, 30_000);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());
  window.addEventListener("pageshow", (event) => event.persisted && refresh());
  window.addEventListener("online", refresh);
}

async function refresh() {
  tell();
  const patience = Number(document.body.dataset.reloadAfter) * 1000;
  const typing = document.querySelector("dialog[open], form[data-sent], details[open] form");
  if (!patience || Date.now() - opened <= patience || typing) return;
  try {
    // A page that says how old it is serves better than the browser's own "no connection".
    await fetch("/healthz", { cache: "no-store" });
    window.location.reload();
  } catch { /* the server is out of reach: the page stays, and says so */ }
}

function tell() {
  for (const line of document.querySelectorAll("[data-as-of]")) {
    const minutes = Math.floor((Date.now() - Date.parse(line.dateTime)) / 60_000);
    line.textContent = words(minutes, line.dataset);
    if (minutes >= STALE_MINUTES) forget(line.dataset.unknown);
  }
}

// A page younger than two minutes says nothing; a phone whose clock runs behind says nothing either.
function words(minutes, { minutes: inMinutes, hours: inHours, days: inDays }) {
  if (minutes < 2) return "";
  if (minutes < 90) return inMinutes.replace("{n}", minutes);
  if (minutes < 48 * 60) return inHours.replace("{n}", Math.round(minutes / 60));
  return inDays.replace("{n}", Math.floor(minutes / (24 * 60)));
}

// What nobody had recorded then may be recorded by now: the page no longer says that it is due.
function forget(since) {
  for (const state of document.querySelectorAll("[data-may-change]")) {
    state.querySelector("span").textContent = since;
    state.closest(".dose").classList.add("dose--stale");
  }
}
