// "Now" fills date and time with this moment on the child's wall clock, for a form that was opened a
// while ago. A parent who travels has another wall clock: theirs would be the wrong one (H12).

import { fillIn } from "../now.js";

for (const button of document.querySelectorAll("[data-now-fill]")) {
  const group = button.closest("[data-now]");
  button.addEventListener("click", () => {
    fillIn(group, new Date());
    for (const offered of group.querySelectorAll("[type=radio]")) offered.checked = false;
    group.querySelector("input[type=time]").focus();
  });
}
