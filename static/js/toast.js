// The line about what has just happened leaves after its ten seconds, unless somebody is in it.

export function start(toasts) {
  for (const toast of toasts) run(toast);
}

function run(toast) {
  const time = Number(toast.dataset.seconds) * 1000;
  const text = toast.querySelector("[role=status]");
  text.focus({ preventScroll: true }); // read out, and Undo is the next thing Tab reaches
  toast.classList.add("toast--running");
  const leave = () => {
    const held = toast.matches(":hover") || toast.querySelector("button:focus-visible");
    if (held || toast.querySelector("form[data-sent]")) window.setTimeout(leave, 2000);
    else toast.hidden = true;
  };
  window.setTimeout(leave, time);
}
