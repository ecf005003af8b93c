// The emergency card, with the doses that this phone has and the server has not.

import { clockWords, piece } from "../drawing.js";
import { say } from "../words.js";
import { waiting } from "./today.js";

export function draw(knows) {
  const { pocket, time, zone } = knows;
  const doses = waiting(knows).filter(({ what }) => what === "dose");
  if (!doses.length) return pocket.card;
  const text = doses.map((change) => `${change.title} ${clockWords(new Date(change.made_at), time, zone)}`).join("\n");
  const told = piece("banner", { title: say("waiting_title"), text });
  return { ...pocket.card, main: pocket.card.main.replace('<div class="stack stack--wide">', (start) => start + told) };
}
