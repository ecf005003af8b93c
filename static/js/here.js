// A phone in another zone: below each time of the child's clock stands the same moment on the phone's
// own clock. The child's clock is the one that counts (H12).

import { wall } from "./now.js";
import { say } from "./phone/words.js";

export function start(times) {
  for (const time of times) {
    const moment = new Date(time.dateTime);
    const [child, own] = [document.body.dataset.zone, undefined].map((zone) => wall(moment, zone));
    const sameDay = child.on === own.on;
    if ((sameDay && child.clock === own.clock) || time.querySelector(".here")) continue;
    const line = document.createElement("span");
    line.className = "here";
    line.textContent = say("your_time", { time: words(moment, sameDay) });
    time.append(line);
  }
}

function words(moment, sameDay) {
  const day = sameDay ? {} : { weekday: "short", day: "numeric", month: "short" };
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat(document.documentElement.lang, { ...day, ...clock }).format(moment);
}
