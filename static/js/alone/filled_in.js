// Takes the words of a date away once another date is chosen: they would name the one before.

for (const line of document.querySelectorAll("[data-filled-in]")) {
  const input = document.getElementById(line.dataset.filledIn);
  const filledIn = input.value;
  input.addEventListener("input", () => { line.hidden = input.value !== filledIn; });
}
