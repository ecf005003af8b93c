// Chooses the browser's own time zone, where nothing has been chosen yet.

export function start(selects) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const select of selects) {
    if (select.value === "" && [...select.options].some((option) => option.value === own)) select.value = own;
  }
}
