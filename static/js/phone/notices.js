// "Saved on this phone, waits to be sent" (worker.js) stands on the lock screen as long as it is so.

// Close it for every change but these.
export async function hush(waiting = []) {
  const ids = new Set(waiting.map(({ id }) => id));
  const here = globalThis.registration ?? (await navigator.serviceWorker?.getRegistration());
  for (const note of (await here?.getNotifications?.()) ?? []) if (note.data?.kept && !ids.has(note.data.kept)) note.close();
}
