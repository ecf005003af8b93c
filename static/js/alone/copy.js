// Hands the text of a field to the phone's own way of sharing, where a button wants that and there
// is one; else puts it on the clipboard, and says so on the button.

for (const button of document.querySelectorAll("[data-copy]")) {
  const { copy, share, done } = button.dataset;
  const words = button.querySelector("span");
  const shares = share && navigator.share;
  if (shares) words.textContent = share;
  button.addEventListener("click", async () => {
    const field = document.getElementById(copy);
    field.select();
    try {
      if (shares) return await navigator.share({ url: field.value });
      await navigator.clipboard.writeText(field.value);
    } catch {
      return; // the text is selected: the phone's own menu copies it
    }
    words.textContent = done;
  });
}
