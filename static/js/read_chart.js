// Reading values along the charts of the page of trends: by a finger or a pointer on a chart, or with
// the slider, which the keyboard moves too. Everything it says stands in the tables of the page.

function start(page) {
  const places = JSON.parse(page.dataset.charts);
  const reading = page.querySelector("[data-reading]");
  if (!reading || !places.length) return;
  const range = reading.querySelector("input");
  const values = reading.querySelector("[data-values]");
  const rows = new Map();
  for (const row of page.querySelectorAll("tr[data-n]")) {
    const of = rows.get(row.dataset.n) ?? [];
    rows.set(row.dataset.n, [...of, row]);
  }

  const read = () => {
    const [share, , name] = places[range.value];
    page.classList.add("trends--read");
    page.style.setProperty("--read-at", share);
    range.setAttribute("aria-valuetext", name);
    const list = document.createElement("dl");
    for (const row of rows.get(range.value) ?? []) {
      const line = document.createElement("div");
      line.append(made("dt", row.closest("table").dataset.of), made("dd", row.cells[1].textContent));
      list.append(line);
    }
    values.replaceChildren(made("strong", name), list.childElementCount ? list : made("p", values.dataset.none));
    const pick = [...page.querySelectorAll("#open option")].find((one) => one.value <= places[range.value][1]);
    if (pick) pick.selected = true;
  };

  const follow = (event) => {
    const line = event.target.closest?.("[data-line]");
    if (!line) return;
    const box = line.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    const near = places.reduce((best, one, n) => (Math.abs(one[0] - share) < Math.abs(places[best][0] - share) ? n : best), 0);
    if (String(near) === range.value && page.classList.contains("trends--read")) return;
    range.value = near;
    read();
  };

  reading.hidden = false;
  range.addEventListener("input", read);
  page.addEventListener("pointerdown", follow);
  page.addEventListener("pointermove", follow);
}

const made = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });

for (const page of document.querySelectorAll("[data-charts]")) start(page);
