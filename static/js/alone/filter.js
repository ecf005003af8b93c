// Tiles get fewer while a name is typed: those known above and those of the long list. What is chosen
// already always stays, and so does "Other" when nothing is called so.

const plain = (text) => text.normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase();

const called = (tile) => plain(`${tile.textContent} ${tile.querySelector("input").dataset.also ?? ""}`);

for (const box of document.querySelectorAll("[data-filter]")) {
  const all = box.closest("fieldset");
  const fold = document.getElementById(box.dataset.filter);
  const none = document.getElementById(box.dataset.none);
  const tiles = [...all.querySelectorAll(".choice")];
  const other = tiles.find((tile) => tile.querySelector("[value=other]"));
  const seek = () => {
    const words = plain(box.value).split(/\s+/).filter(Boolean);
    const found = new Set(tiles.filter((tile) => words.every((word) => called(tile).includes(word))));
    none.hidden = found.size > 0;
    if (!found.size) found.add(other);
    for (const tile of tiles) tile.hidden = !found.has(tile) && !tile.querySelector(":checked");
    for (const group of fold.querySelectorAll(".choices")) {
      group.hidden = group.previousElementSibling.hidden = !group.querySelector(".choice:not([hidden])");
    }
    if (words.length && [...found].some((tile) => fold.contains(tile))) fold.querySelector("details").open = true;
  };
  box.addEventListener("input", seek);
  // Enter would send the form half filled in.
  box.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  seek();
}
