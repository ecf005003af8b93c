// The camera of a series: the last picture half-transparent over the live one, so that the next shows
// the same. Without a camera, a permission or a last picture the field that chooses a file does all of
// it.

import { find } from "../phone/db.js";
import { here } from "../phone/ids.js";

const QUALITY = 0.92;
const WANTED = { audio: false, video: { facingMode: "environment", width: { ideal: 2048 }, height: { ideal: 1536 } } };

const part = (root, name) => root.querySelector(`[data-camera-${name}]`);
const view = (root) => part(root, "view");

for (const root of document.querySelectorAll("[data-camera]")) start(root);

function start(root) {
  const { form } = root.querySelector("button");
  const input = form.querySelector("[data-photos]");
  const look = () => offer(root, form);
  form.addEventListener("change", look);
  form.addEventListener("input", look); // a place is typed
  look();
  // A picture that waits on this phone stands in the form already.
  if (form.querySelector("[name=photos]")) input.required = false;
  new MutationObserver(() => chosen(root, form, input)).observe(form, { attributes: true, attributeFilter: ["data-shrinking"] });
  part(root, "open").addEventListener("click", () => open(root));
  part(root, "shutter").addEventListener("click", () => take(root));
  part(root, "again").addEventListener("click", () => live(root));
  part(root, "keep").addEventListener("click", () => keep(root, input));
  part(root, "close").addEventListener("click", () => view(root).close());
  part(root, "over").addEventListener("change", () => drawn(root));
  part(root, "strength").addEventListener("input", () => drawn(root));
  view(root).addEventListener("close", () => stop(root));
  document.addEventListener("visibilitychange", () => document.hidden && view(root).close());
  root.dataset.camera = "ready";
}

// The last picture of what is chosen in the form, by its series, side and place.
function lastOf(root, form) {
  const place = placeOf(form).toLowerCase().split(/\s+/).join(" ");
  const key = [form.elements.series.value, form.elements.side.value, place].join("|");
  return JSON.parse(root.dataset.ghosts)[key];
}

function offer(root, form) {
  part(root, "open").hidden = !navigator.mediaDevices?.getUserMedia || !lastOf(root, form);
  // What is seen before it is saved says whose it is (H30).
  const words = ["series", "side"].map((name) => form.querySelector(`[name=${name}]:checked`)).filter((one) => one?.value);
  const place = placeOf(form);
  for (const said of root.querySelectorAll("[data-camera-what]")) {
    said.textContent = [...words.map((one) => one.nextElementSibling.firstChild.textContent.trim()), place].filter(Boolean).join(", ");
  }
}

function placeOf(form) {
  const { series, place } = form.elements;
  return /calcium|other/.test(series.value) ? place.value.trim() : "";
}

async function open(root) {
  const { form } = root.querySelector("button");
  const said = part(root, "said");
  // Two quick taps would open two streams, of which one goes on after the camera is closed.
  if (root.opening) return;
  root.opening = true;
  said.hidden = true;
  try {
    const stream = await navigator.mediaDevices.getUserMedia(WANTED);
    const video = root.querySelector("video");
    video.srcObject = stream;
    await video.play();
    await overlay(root, lastOf(root, form));
    view(root).showModal();
    live(root);
  } catch {
    stop(root);
    said.hidden = false;
    form.querySelector("[data-photos]").focus();
  } finally {
    root.opening = false;
  }
}

// Without signal the small copy that this phone keeps beside the pocket.
async function overlay(root, { id, alt }) {
  const ghost = part(root, "ghost");
  const { child } = root.dataset;
  const kept = await find(here().person, "pockets", "get", child).catch(() => null);
  const blob = kept?.ghosts?.[id] || (await fetch(`/api/v1/photos/${id}?size=small`).then((answer) => (answer.ok ? answer.blob() : null)).catch(() => null));
  if (ghost.src) URL.revokeObjectURL(ghost.src);
  if (blob) ghost.src = URL.createObjectURL(blob);
  ghost.alt = blob ? alt : "";
  part(root, "over").checked = Boolean(blob);
  part(root, "none").hidden = Boolean(blob);
  drawn(root);
}

function drawn(root) {
  const ghost = part(root, "ghost");
  const strength = part(root, "strength");
  ghost.hidden = !part(root, "over").checked || !ghost.src;
  ghost.style.opacity = strength.value / 100;
}

function live(root) {
  show(root, false);
  part(root, "shutter").focus();
}

function show(root, taken) {
  part(root, "taken").hidden = !taken;
  part(root, "live").hidden = taken;
  part(root, "shot").hidden = !taken;
}

async function take(root) {
  const video = root.querySelector("video");
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  canvas.getContext("2d", { alpha: false }).drawImage(video, 0, 0);
  const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", QUALITY); });
  const shot = part(root, "shot");
  if (shot.src) URL.revokeObjectURL(shot.src);
  shot.src = URL.createObjectURL(blob);
  root.taken = new File([blob], "photo.jpg", { type: "image/jpeg" });
  show(root, true);
  part(root, "keep").focus();
}

// As if it had been chosen: from here on it is a photo like every other.
function keep(root, input) {
  const files = new DataTransfer();
  files.items.add(root.taken);
  input.files = files.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  view(root).close();
}

function stop(root) {
  const video = root.querySelector("video");
  video.srcObject?.getTracks().forEach((track) => track.stop());
  video.srcObject = null;
  show(root, false);
}

// What was chosen stands under the field, once it is small, with the child's name below it.
function chosen(root, form, input) {
  if (form.dataset.shrinking) return;
  const figure = part(root, "chosen");
  const image = figure.querySelector("img");
  if (image.src) URL.revokeObjectURL(image.src);
  const [file] = input.files;
  figure.hidden = !file;
  if (file) image.src = URL.createObjectURL(file);
}
