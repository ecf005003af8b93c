// "Now" fills date and time with this phone's clock, for a form that was opened a while ago.

export function start(groups) {
  for (const group of groups) {
    const [on, time] = group.querySelectorAll("input[type=date], input[type=time]");
    group.querySelector("[data-now-fill]").addEventListener("click", () => fill(on, time));
  }
}

function fill(on, time) {
  const now = new Date();
  on.value = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join("-");
  time.value = `${two(now.getHours())}:${two(now.getMinutes())}`;
  for (const input of [on, time]) input.dispatchEvent(new Event("input", { bubbles: true }));
  time.focus();
}

function two(number) {
  return String(number).padStart(2, "0");
}
