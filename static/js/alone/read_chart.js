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
  })).filter(({ rows }) => rows.size);

  const name = ([, , words]) => {
    reading.querySelector("[data-name]").textContent = words;
    range.setAttribute("aria-valuetext", words);
  };

  const read = () => {
    const [share, day] = places[range.value];
    name(places[range.value]);
    page.classList.add("trends--read");
    page.style.setProperty("--read-at", share);
    const said = [];
    for (const { label, value, rows } of charts) {
      const found = rows.get(range.value)?.join("; ");
      value.textContent = found ?? page.dataset.none;
      value.classList.toggle("trends__read", found != null);
      if (found) said.push(`${label}: ${found}`);
    }
    reading.querySelector("[data-read-aloud]").textContent = said.join(". ") || page.dataset.none;
    const week = weekOf(day);
    if (week) week.selected = true;
  };

  // The weeks stand with the latest first.
  const weekOf = (day) => [...page.querySelectorAll("#open option")].find((one) => one.value <= day);

  // A week that was opened is the one whose values are read.
  const opened = page.querySelector(".trends__week") && page.querySelector("#open").value;
  const begin = places.findLastIndex(([, day]) => opened && weekOf(day)?.value === opened);

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
  if (begin < 0) name(places.at(-1));
  else {
    range.value = begin;
    read();
  }
  range.addEventListener("input", read);
  for (const event of ["pointerdown", "pointermove"]) page.addEventListener(event, follow);
}

// What a table says of each place; nothing for a table whose rows are days of their own.
function rowsOf(table) {
  const found = new Map();
  for (const row of table?.querySelectorAll("tr[data-n]") ?? []) found.set(row.dataset.n, [...(found.get(row.dataset.n) ?? []), row.cells[1].textContent]);
  return found;
}

start(document.querySelector("[data-charts]"));
