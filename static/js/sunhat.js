// The entry: looks for data- attributes and loads only the behaviours a page asks for, so that the
// first load stays small. Every page works without any of this.

const behaviours = {
  "[data-person]": "./phone/start.js",
  "[data-outbox]": "./phone/capture.js",
  "[data-person], [data-removed]": "./phone/leave.js",
  ".doses": "./phone/marks.js",
  "[data-shell]": "./phone/shell.js",
  "[data-waiting]": "./phone/waiting.js",
  "[data-toast]": "./toast.js",
  "[data-now]": "./now.js",
  "[data-reveal]": "./reveal.js",
  "[data-here]": "./here.js",
  "select[data-zone]": "./zone.js",
  "[data-copy]": "./copy.js",
  "[data-count]": "./count.js",
  "[data-filled-in]": "./filled_in.js",
  "[data-filter]": "./filter.js",
  "[data-as-of], [data-reload-after]": "./as_of.js",
  "[data-sheet]": "./sheet.js",
  "[data-push]": "./push.js",
  "[data-this-phone]": "./phone/this_phone.js",
  "[data-photos]": "./phone/photo.js",
};

// Loaded when first needed, not with the page.
const lazily = new Set(["./as_of.js", "./sheet.js"]);

function load(path, selector) {
  return import(path).then((module) => module.start(document.querySelectorAll(selector)));
}

function start() {
  document.documentElement.classList.add("has-script");
  document.addEventListener("submit", sendOnce);
  window.addEventListener("pageshow", forgetSent);
  document.querySelector("[data-focus]")?.focus();
  const loading = [];
  for (const [selector, path] of Object.entries(behaviours)) {
    if (!document.querySelector(selector)) continue;
    if (lazily.has(path)) window.setTimeout(load, 1500, path, selector);
    else loading.push(load(path, selector));
  }
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
