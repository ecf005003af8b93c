// Chooses the browser's own time zone, where nothing has been chosen yet.

const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const select of document.querySelectorAll("select[data-zone]")) {
  if (select.value === "" && [...select.options].some((option) => option.value === own)) select.value = own;
}
