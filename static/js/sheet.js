// + opens the log sheet over the page. Where there is no sheet on the page it stays a link.

export function start(openers) {
  for (const opener of openers) {
    const sheet = document.getElementById(opener.dataset.sheet);
    if (!sheet?.showModal) continue;
    opener.setAttribute("aria-haspopup", "dialog");
    opener.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      sheet.showModal();
    });
    // A tap beside the sheet closes it.
    sheet.addEventListener("click", (event) => event.target === sheet && sheet.close());
    window.addEventListener("pageshow", () => sheet.close());
  }
}
