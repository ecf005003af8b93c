// Signing out leaves nothing of the journal in this browser (T24). What the server has not got yet
// stays, unread by anybody else, until the person who wrote it signs in here again.

import { end, erase, write } from "./db.js";
import { forget, person } from "./ids.js";
import { list, unsettled } from "./outbox.js";

const PATIENCE = 3000;

export function start(forms) {
  for (const form of forms) form.addEventListener("submit", (event) => left(event, form));
}

async function left(event, form) {
  event.preventDefault();
  const who = person();
  // From here on this page is nobody's: nothing that still runs on it opens the database again.
  document.body.dataset.person = "";
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  await Promise.race([clear(who), late]).catch(() => {});
  form.submit();
}

async function clear(who) {
  await forget();
  if (!who) return;
  const open = unsettled(await list(who));
  if (!open.length) return erase(who);
  await write(who, ["outbox", "entries", "pockets", "meta"], async (tx) => {
    for (const name of ["entries", "pockets", "meta"]) await tx.objectStore(name).clear();
    const box = tx.objectStore("outbox");
    await box.clear();
    for (const change of open) await box.put(change);
  });
  end(who);
}
