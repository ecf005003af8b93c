// A phone in another zone: below each time of the child's clock stands the same moment on the phone's
// own clock. The child's clock is the one that counts (H12).

export function start(times) {
  for (const time of times) {
    const moment = new Date(time.dateTime);
    const [child, own] = [document.body.dataset.zone, undefined].map((zone) => wall(moment, zone));
    if (child === own || time.querySelector(".here")) continue;
    const sameDay = child.slice(0, 10) === own.slice(0, 10);
    const line = document.createElement("span");
    line.className = "here";
    line.textContent = time.dataset.here.replace("{time}", words(moment, sameDay));
    time.append(line);
  }
}

// "2026-11-22 09:00": to be compared, not to be read.
function wall(moment, timeZone) {
  return format("sv-SE", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }, moment);
}

function words(moment, sameDay) {
  const day = sameDay ? {} : { weekday: "short", day: "numeric", month: "short" };
  return format(document.documentElement.lang || "en", day, moment);
}

function format(locale, options, moment) {
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat(locale, { ...options, ...clock }).format(moment);
}
