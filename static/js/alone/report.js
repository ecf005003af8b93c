// A lab report is typed value after value: Enter goes to the next one, after the last to Save. A
// keyboard of numbers has no "<" and no letters: a button brings those.

const fields = document.querySelectorAll("[data-printed]");

fields.forEach((field, place) => field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  (fields[place + 1] ?? document.querySelector(".dock button")).focus();
}));
document.querySelector("[data-letters]").addEventListener("click", ({ currentTarget: button }) => {
  const letters = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", letters);
  for (const field of fields) field.inputMode = letters ? "text" : "decimal";
  fields[0].focus();
});
