// What the server knows and this phone does not: what others wrote, as the server drew it.

// Keep the news of an answer, in the transaction that settles what was sent. Returns what is new.
export async function keepNews(tx, told) {
  const meta = tx.objectStore("meta");
  const entries = tx.objectStore("entries");
  const epoch = (await meta.get("epoch"))?.value;
  if (epoch && epoch !== told.epoch) await offerAgain(tx.objectStore("outbox"));
  const fresh = [];
  for (const entry of told.entries ?? []) {
    const known = await entries.get(entry.entry);
    // A number says the same again only while the server is the same: a restored one counts anew. And
    // the same revision is drawn otherwise once a question about it opens or closes.
    if (known?.revision === entry.revision && known.epoch === told.epoch && same(known.drawn, entry.drawn)) continue;
    await entries.put({ ...entry, at: entry.fields?.at, epoch: told.epoch });
    fresh.push(entry);
  }
  for (const [key, value] of Object.entries({ epoch: told.epoch, cursor: told.cursor, contact_at: Date.now() })) {
    await meta.put({ key, value });
  }
  await byTheServersPage(tx.objectStore("outbox"), fresh);
  return fresh;
}

// Another epoch: the server was restored from a backup and may lack what it once said it had.
async function offerAgain(box) {
  for (const change of await box.getAll()) {
    if (change.state !== "settled") continue;
    const files = change.files?.map(({ id, blob }) => ({ id, blob })); // their photos too
    await box.put({ ...change, ...(files ? { files } : {}), state: "waiting" });
  }
}

// What was asked about and then answered on the server's own page stands in the journal.
async function byTheServersPage(box, fresh) {
  const made = new Map(fresh.map((entry) => [entry.entry, entry]));
  for (const change of await box.getAll()) {
    const isNew = change.base === null && (change.state === "asked" || change.state === "rejected");
    if (isNew && made.has(change.entry)) await box.put({ ...change, state: "settled", settled_at: Date.now() });
  }
}

const same = (one, other) => one && JSON.stringify(one) === JSON.stringify(other);
