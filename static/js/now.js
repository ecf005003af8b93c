// A moment on the child's wall clock, and in the fields of a form.

export function fillIn(group, moment) {
  const [on, time] = group.querySelectorAll("input[type=date], input[type=time]");
  const found = wall(moment, document.body.dataset.zone);
  on.value = found.on;
  time.value = found.clock;
  for (const input of [on, time]) input.dispatchEvent(new Event("input", { bubbles: true }));
  // In the night that has an hour twice the server reads from it which of the two it is.
  const name = `${group.id}_now`;
  const form = group.closest("form");
  const input = form.elements[name] ?? Object.assign(document.createElement("input"), { type: "hidden", name });
  input.value = moment.toISOString();
  form.append(input); // not into a fold: it would count as written there
}

// To make one takes a slow phone longer than all that is done with it on a page.
const clocks = new Map();

// A moment on the child's wall clock.
export function wall(moment, timeZone) {
  const format = clocks.get(timeZone) ?? new Intl.DateTimeFormat("en-u-nu-latn", {
    timeZone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  });
  clocks.set(timeZone, format);
  const { year, month, day, hour, minute } = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  return { on: `${year}-${month}-${day}`, clock: `${hour}:${minute}` };
}
