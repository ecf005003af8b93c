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
}
