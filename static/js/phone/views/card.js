// The emergency card, with the doses that this phone has and the server has not.

import { piece } from "../drawing.js";
import { say } from "../words.js";
import { clockOf, waiting } from "./rows.js";

export function draw(knows) {
  const { pocket } = knows;
  const doses = waiting(knows).filter(({ what }) => what === "dose");
  if (!doses.length) return pocket.card;
  const text = doses.map((change) => `${change.title} ${clockOf(knows, change)}`).join("\n");
  const told = piece("banner", { title: say("waiting_title"), text });
  return { ...pocket.card, main: pocket.card.main.replace('<div class="stack stack--wide">', (start) => start + told) };
}
