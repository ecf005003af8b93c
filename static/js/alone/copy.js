// Puts the text of a field on the clipboard, and says so on the button.

for (const button of document.querySelectorAll("[data-copy]")) {
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
