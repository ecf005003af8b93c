// "Now" fills date and time with this moment on the child's wall clock, for a form that was opened a
// while ago. A parent who travels has another wall clock: theirs would be the wrong one (H12).

export function start(groups) {
  for (const group of groups) {
    group.querySelector("[data-now-fill]").addEventListener("click", () => {
      fillIn(group, new Date());
      group.querySelector("input[type=time]").focus();
    });
    // Another time is typed: which of two hours it is, is no longer known.
    group.addEventListener("input", () => group.querySelector("[data-fold]")?.remove());
  }
}

export function fillIn(group, moment) {
  const { zone } = document.body.dataset;
  const [on, time] = group.querySelectorAll("input[type=date], input[type=time]");
  const found = wall(moment, zone);
  on.value = found.on;
  time.value = found.clock;
  for (const input of [on, time]) input.dispatchEvent(new Event("input", { bubbles: true }));
  tell(group, foldOf(moment, zone));
}

// A moment on the child's wall clock.
export function wall(moment, timeZone) {
  const format = new Intl.DateTimeFormat("en-u-nu-latn", {
    timeZone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  });
  const { year, month, day, hour, minute } = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  return { on: `${year}-${month}-${day}`, clock: `${hour}:${minute}` };
}

// In the night that has an hour twice, which of the two it is: "0" the first, "1" the second; else "".
export function foldOf(moment, zone) {
  const clock = (minutes) => wall(moment.getTime() + minutes * 60_000, zone).clock;
  const twice = (...minutes) => minutes.some((each) => clock(each) === clock(0));
  return twice(-60, -30) ? "1" : twice(60, 30) ? "0" : "";
}

// The form offers the two, or it goes along unseen.
function tell(group, value) {
  const offered = group.querySelector(`[type=radio][value="${value}"]`);
  if (offered) return offered.click();
  const input = Object.assign(document.createElement("input"), { type: "hidden", name: `${group.id}_fold`, value });
  input.dataset.fold = "";
  if (value) group.append(input);
}
