// "Now" fills date and time with this moment on the child's wall clock, for a form that was opened a
// while ago. A parent who travels has another wall clock: theirs would be the wrong one (H12).

// which   says which of two hours it is, in the night that has one twice; else the server asks
export function start(groups, which = undecided) {
  for (const group of groups) {
    // Another time is typed: which of the two it is, is no longer known.
    group.addEventListener("input", () => group.querySelector("[type=hidden]")?.remove());
    group.querySelector("[data-now-fill]").addEventListener("click", () => {
      fillIn(group, new Date(), which);
      group.querySelector("input[type=time]").focus();
    });
  }
}

export function fillIn(group, moment, which) {
  const [on, time] = group.querySelectorAll("input[type=date], input[type=time]");
  const found = wall(moment, document.body.dataset.zone);
  on.value = found.on;
  time.value = found.clock;
  for (const input of [on, time]) input.dispatchEvent(new Event("input", { bubbles: true }));
  which(group, moment);
}

function undecided(group) {
  for (const offered of group.querySelectorAll("[type=radio]")) offered.checked = false;
}

// A moment on the child's wall clock.
export function wall(moment, timeZone) {
  const format = new Intl.DateTimeFormat("en-u-nu-latn", {
    timeZone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  });
  const { year, month, day, hour, minute } = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  return { on: `${year}-${month}-${day}`, clock: `${hour}:${minute}` };
}
