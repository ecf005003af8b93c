// "Now" fills date and time with this moment on the child's wall clock, for a form that was opened a
// while ago. A parent who travels has another wall clock: theirs would be the wrong one (H12).

export function start(groups) {
  for (const group of groups) {
    const [on, time] = group.querySelectorAll("input[type=date], input[type=time]");
    group.querySelector("[data-now-fill]").addEventListener("click", () => fill(on, time));
  }
}

function fill(on, time) {
  const wall = onTheWall(new Date());
  on.value = `${wall.year}-${wall.month}-${wall.day}`;
  time.value = `${wall.hour}:${wall.minute}`;
  for (const input of [on, time]) input.dispatchEvent(new Event("input", { bubbles: true }));
  time.focus();
}

function onTheWall(moment) {
  const format = new Intl.DateTimeFormat("en-u-nu-latn", {
    timeZone: document.body.dataset.zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  return Object.fromEntries(format.formatToParts(moment).map((part) => [part.type, part.value]));
}
