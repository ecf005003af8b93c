// A known tile puts its last number on the scale, where it is seen before it is saved. A number that
// was chosen by hand stays, and a tile without one takes the last tile's number away again.

for (const box of document.querySelectorAll("[data-sets]")) {
  let given = "";
  box.addEventListener("change", ({ target }) => {
    // A RadioNodeList knows no empty value in Chromium: each field is asked.
    const scale = [...target.form.elements[box.dataset.sets]];
    if (target.type !== "radio" || (scale.find(({ checked }) => checked)?.value ?? "") !== given) return;
    given = target.dataset.last ?? "";
    for (const field of scale) field.checked = field.value === given;
  });

  // What a finger chose in the long list moves up to the known ones, and the list closes: what is asked
  // next is near. Keys walk through the list, so for them it stays open.
  const known = box.querySelector(".choices");
  let touched = false;
  box.addEventListener("pointerdown", () => (touched = true));
  box.addEventListener("keydown", () => (touched = false));
  box.addEventListener("change", ({ target }) => {
    const list = target.closest("details");
    if (!touched || !list) return;
    const tile = target.closest(".choice");
    known.append(tile);
    list.open = false;
    target.focus({ preventScroll: true });
    tile.scrollIntoView({ block: "start" });
  });
}
