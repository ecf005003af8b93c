// How old is what this page knows? Says so, and loads the page again when it comes back to the front
// after a while: what the other parent did must be visible before a dose can be marked.

const opened = Date.now();

export function start() {
  tell();
  window.setInterval(tell, 30_000);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());
  window.addEventListener("pageshow", (event) => event.persisted && refresh());
}

function refresh() {
  tell();
  const patience = Number(document.body.dataset.reloadAfter) * 1000;
  const typing = document.querySelector("dialog[open], form[data-sent]");
  if (patience && Date.now() - opened > patience && navigator.onLine && !typing) window.location.reload();
}

function tell() {
  for (const line of document.querySelectorAll("[data-as-of]")) {
    line.textContent = words(Math.floor((Date.now() - Date.parse(line.dateTime)) / 60_000), line.dataset);
  }
}

// A page younger than two minutes says nothing; a phone whose clock runs behind says nothing either.
function words(minutes, { minutes: inMinutes, hours: inHours, days: inDays }) {
  if (minutes < 2) return "";
  if (minutes < 90) return inMinutes.replace("{n}", minutes);
  if (minutes < 48 * 60) return inHours.replace("{n}", Math.round(minutes / 60));
  return inDays.replace("{n}", Math.floor(minutes / (24 * 60)));
}
