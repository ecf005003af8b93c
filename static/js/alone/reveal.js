// Shows a passphrase while it is typed.

for (const button of document.querySelectorAll("[data-reveal]")) {
  const input = document.getElementById(button.dataset.reveal);
  const words = { password: button.textContent, text: button.dataset.hide };
  button.addEventListener("click", () => {
    input.type = input.type === "password" ? "text" : "password";
    button.textContent = words[input.type];
    button.setAttribute("aria-pressed", String(input.type === "text"));
  });
}
