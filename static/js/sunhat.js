// The entry: looks for data- attributes and runs only the behaviours a page asks for. Every page
// works without any of this. The app sends all scripts in this one (journal/web/joined_scripts.py).

const ofThePage = {
  "[data-person]": () => import("./phone/start.js"),
  "[data-outbox]": () => import("./phone/capture.js"),
  "[data-person], [data-removed]": () => import("./phone/leave.js"),
  ".doses": () => import("./phone/marks.js"),
  "[data-as-of], [data-reload-after]": () => import("./as_of.js"),
};
const ofParts = {
  "[data-toast]": () => import("./toast.js"),
  "[data-here]": () => import("./here.js"),
  "[data-count]": () => import("./count.js"),
  "[data-sheet]": () => import("./sheet.js"),
  "[data-timer]": () => import("./timer.js"),
  "[data-photos]": () => import("./phone/photo.js"),
  "[data-alone]": () => import("./alone.js"),
};

// Start these behaviours in what stands in `root` now, after `first`.
const begin = (behaviours, root, first) => Object.entries(behaviours).map(async ([selector, load]) => {
  const found = root.querySelectorAll(selector);
  await first;
  if (found.length) await (await load()).start(found);
});

// So long what a phone draws by itself comes before all that looks after it.
const FIRST = 1000;

function start() {
  // Without its words a page does what it does without scripts: nothing may be saved without a word.
  if (!globalThis.sunhatWords) return;
  document.documentElement.classList.add("has-script");
  document.addEventListener("submit", sendOnce);
  window.addEventListener("pageshow", forgetSent);
  document.querySelector("[data-focus]")?.focus();
  const drawn = document.querySelector("[data-shell]") && import("./phone/shell.js").then((shell) => shell.start((root) => begin(ofParts, root)));
  const first = drawn && Promise.race([Promise.allSettled([drawn]), new Promise((done) => setTimeout(done, FIRST))]);
  const loading = [drawn, ...begin(ofThePage, document, first), ...begin(ofParts, document, first)];
  // Before this a tap does what it does without scripts.
  Promise.allSettled(loading).then(() => document.documentElement.classList.add("is-started"));
}

// A second tap on the way must not send a second dose. The server's ids are what makes this certain;
// this only spares the family the question. Disabling would drop the button's own value and focus.
function sendOnce(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
}

// A page taken back out of the browser's memory is as fresh as it was: its forms may be sent again.
function forgetSent(event) {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
}

start();
