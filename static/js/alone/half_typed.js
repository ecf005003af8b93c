// What is typed and not yet saved stands there again when another part of the same page was sent,
// or a link led away and back. It stays in this tab, for this person, and goes with signing out.

import { here } from "../phone/ids.js";

for (const field of document.querySelectorAll("[data-alone=half_typed]")) {
  const key = here().person + location.pathname + field.id;
  field.value = sessionStorage[key] ?? field.value;
  addEventListener("pagehide", () => {
    if (field.form.dataset.sent) delete sessionStorage[key];
    else if (localStorage["sunhat-person"]) sessionStorage[key] = field.value;
  });
}
