// Puts the text of a field on the clipboard, and says so on the button.

export function start(buttons) {
  for (const button of buttons) {
    button.addEventListener("click", async () => {
      const field = document.getElementById(button.dataset.copy);
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
      } catch {
        return; // the text is selected: the phone's own menu copies it
      }
      button.querySelector("span").textContent = button.dataset.done;
    });
  }
}
