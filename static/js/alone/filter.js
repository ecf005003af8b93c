// A long list of tiles gets shorter while its name is typed. What is chosen already always stays.

const plain = (text) => text.normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase();

const fits = (tile, words) => words.every((word) => plain(tile.textContent).includes(word));

for (const box of document.querySelectorAll("[data-filter]")) {
  const fold = document.getElementById(box.dataset.filter);
  const none = document.getElementById(box.dataset.none);
  const tiles = [...fold.querySelectorAll(".choice")];
  const seek = () => {
    const words = plain(box.value).split(/\s+/).filter(Boolean);
    if (words.length) fold.querySelector("details").open = true;
    const found = new Set(tiles.filter((tile) => fits(tile, words)));
    for (const tile of tiles) tile.hidden = !found.has(tile) && !tile.querySelector(":checked");
    for (const group of fold.querySelectorAll(".choices")) {
      const empty = !group.querySelector(".choice:not([hidden])");
      group.hidden = empty;
      group.previousElementSibling.hidden = empty;
    }
    none.hidden = found.size > 0;
  };
  box.addEventListener("input", seek);
  // Enter would send the form half filled in.
  box.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  seek();
}
