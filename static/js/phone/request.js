// The requests of the phone and their answers; the one to /api/v1/sync as openapi.json describes it.

import { meta } from "./db.js";
import { list, now, unsettled } from "./outbox.js";

const PATIENCE = 25_000;
const DRAW = { days: 60 };

// status   0: no answer, or one that came too late
// told     the JSON of it, null when it is none
// after    seconds the server wants to be left alone
export async function post(path, body, patience = PATIENCE, method = "POST") {
  try {
    const answer = await fetch(path, {
      method,
      ...(body instanceof FormData ? { body } : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }),
      redirect: "manual", // a sign-in page behind a redirect must not look like an answer
      cache: "no-store",
      signal: AbortSignal.timeout(patience),
    });
    const ours = answer.headers.get("Content-Type")?.startsWith("application/json");
    const after = Math.min(Number(answer.headers.get("Retry-After")), 3600);
    return { status: answer.status, told: ours ? await answer.json() : null, after };
  } catch {
    return { status: 0 }; // nothing is known: the same is sent again
  }
}

// What goes to the server: the batch, and how far this phone knows the journal.
export async function bodyOf(here, batch, mine) {
  const [epoch, cursor] = [await meta(here.person, "epoch"), await meta(here.person, "cursor")];
  // Counted after the epoch is read: who names a new epoch has counted what it offers again.
  const left = unsettled(await list(here.person)).length;
  return {
    device: here.device,
    person: here.person,
    sent_at: now(),
    epoch: epoch ?? null,
    cursor: cursor ?? null,
    announced: left,
    draw: DRAW,
    changes: batch.map((change) => wire(change, mine.has(change.id))),
  };
}

function wire({ id, entry, child, kind, base, delete: gone, made_at, zone, what, values }, ask) {
  const change = { id, entry, child, kind, base, delete: gone, made_at, zone };
  if (what) change.form = { what, values };
  else change.fields = {};
  if (ask) change.ask = true;
  return change;
}
