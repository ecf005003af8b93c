// Takes the words of a date away once another date is chosen: they would name the one before.

export function start(lines) {
  for (const line of lines) {
    const input = document.getElementById(line.dataset.filledIn);
    const filledIn = input.value;
    input.addEventListener("input", () => { line.hidden = input.value !== filledIn; });
  }
}
