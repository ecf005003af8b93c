// Reading values along the charts of the page of trends: under a finger or a pointer, or with the
// slider, which the keyboard moves too. What is read stands beside each chart in the place of what
// stood there; all of it is in the tables of the page.

function start(page) {
  const places = JSON.parse(page.dataset.charts);
  const reading = page.querySelector("[data-reading]");
  if (!reading || !places.length) return;
  const range = reading.querySelector("input");
  const charts = [...page.querySelectorAll("[data-chart]")].map((chart) => ({
    label: chart.querySelector(".summary__lane-label").textContent,
    value: chart.querySelector("[data-value]"),
    rows: rowsOf(page.querySelector(`[data-of="${chart.dataset.chart}"]`)),
  }));

  const read = () => {
    const [share, day, name] = places[range.value];
    page.classList.add("trends--read");
    page.style.setProperty("--read-at", share);
    reading.querySelector("[data-name]").textContent = name;
    range.setAttribute("aria-valuetext", name);
    const said = [];
    for (const chart of charts.filter((one) => one.rows)) {
      const found = chart.rows.get(range.value);
      chart.value.textContent = found ? found.join("; ") : page.dataset.none;
      chart.value.classList.toggle("trends__read", Boolean(found));
      if (found) said.push(`${chart.label}: ${found.join("; ")}`);
    }
    reading.querySelector("[data-read-aloud]").textContent = said.join(". ") || page.dataset.none;
    const week = [...page.querySelectorAll("#open option")].find((one) => one.value <= day);
    if (week) week.selected = true;
  };

  const follow = (event) => {
    const line = event.target.closest?.("[data-line]");
    if (!line) return;
    const box = line.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    const far = ([at]) => Math.abs(at - share);
    const near = places.reduce((best, one, n) => (far(one) < far(places[best]) ? n : best), 0);
    if (String(near) === range.value && page.classList.contains("trends--read")) return;
    range.value = near;
    read();
  };

  reading.hidden = false;
  reading.querySelector("[data-name]").textContent = places.at(-1)[2];
  range.setAttribute("aria-valuetext", places.at(-1)[2]);
  range.addEventListener("input", read);
  page.addEventListener("pointerdown", follow);
  page.addEventListener("pointermove", follow);
}

// What a table says of each place; nothing for a table whose rows are days of their own.
function rowsOf(table) {
  const rows = table?.querySelectorAll("tr[data-n]");
  if (!rows?.length) return null;
  const found = new Map();
  for (const row of rows) found.set(row.dataset.n, [...(found.get(row.dataset.n) ?? []), row.cells[1].textContent]);
  return found;
}

for (const page of document.querySelectorAll("[data-charts]")) start(page);
