// The camera of a series: the last picture half-transparent over the live one, so that the next shows
// the same. Without a camera, a permission or a last picture the field that chooses a file does all of
// it.

import { find } from "../phone/db.js";
import { here } from "../phone/ids.js";
import { jpeg } from "../phone/photo.js";
import { smallOf } from "../phone/pictures.js";

const QUALITY = 0.92;
const WANTED = { audio: false, video: { facingMode: "environment", width: { ideal: 2048 }, height: { ideal: 1536 } } };

const root = document.querySelector("[data-camera]");
const part = (name) => root.querySelector(`[data-camera-${name}]`);
const { form } = root.querySelector("button");
const input = form.querySelector("[data-photos]");
const video = root.querySelector("video");
const view = part("view");
let opening = false;
let taken = null;

form.addEventListener("input", offer);
offer();
// A picture that waits on this phone stands in the form already.
if (form.querySelector("[name=photos]")) input.required = false;
new MutationObserver(chosen).observe(form, { attributes: true, attributeFilter: ["data-shrinking"] });
for (const [name, work] of Object.entries({ open, shutter: take, again: live, keep, close })) part(name).addEventListener("click", work);
view.addEventListener("input", drawn);
view.addEventListener("close", stop);
document.addEventListener("visibilitychange", () => document.hidden && close());
root.dataset.camera = "ready";

function close() {
  view.close();
}

// The last picture of what is chosen in the form, by its series, side and place.
function last() {
  const place = placeOf().toLowerCase().split(/\s+/).join(" ");
  const key = [form.elements.series.value, form.elements.side.value, place].join("|");
  return JSON.parse(root.dataset.ghosts)[key];
}

function offer() {
  part("open").hidden = !navigator.mediaDevices?.getUserMedia || !last();
  // What is seen before it is saved says whose it is (H30).
  const words = ["series", "side"].map((name) => form.querySelector(`[name=${name}]:checked`)).filter((one) => one?.value);
  const text = [...words.map((one) => one.nextElementSibling.firstChild.textContent.trim()), placeOf()].filter(Boolean).join(", ");
  for (const said of root.querySelectorAll("[data-camera-what]")) said.textContent = text;
}

function placeOf() {
  const { series, place } = form.elements;
  return /calcium|other/.test(series.value) ? place.value.trim() : "";
}

async function open() {
  const said = part("said");
  // Two quick taps would open two streams, of which one goes on after the camera is closed.
  if (opening) return;
  opening = true;
  said.hidden = true;
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia(WANTED);
    await video.play();
    await overlay(last());
    view.showModal();
    live();
  } catch {
    stop();
    said.hidden = false;
    input.focus();
  }
  opening = false;
}

// Without signal the small copy that this phone keeps beside the pocket.
async function overlay({ id, alt }) {
  const kept = await find(here().person, "pockets", "get", root.dataset.child).catch(() => null);
  const blob = kept?.ghosts?.[id] || (await smallOf(id));
  const ghost = part("ghost");
  put(ghost, blob);
  ghost.alt = blob ? alt : "";
  part("over").checked = part("none").hidden = Boolean(blob);
  drawn();
}

// An address of a picture holds it until it is given back.
function put(image, blob) {
  if (image.src) URL.revokeObjectURL(image.src);
  if (blob) image.src = URL.createObjectURL(blob);
}

function drawn() {
  const ghost = part("ghost");
  ghost.hidden = !part("over").checked || !ghost.src;
  ghost.style.opacity = part("strength").value / 100;
}

function live() {
  show(false);
  part("shutter").focus();
}

function show(taken) {
  part("taken").hidden = part("shot").hidden = !taken;
  part("live").hidden = taken;
}

async function take() {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  canvas.getContext("2d", { alpha: false }).drawImage(video, 0, 0);
  taken = await jpeg(canvas, QUALITY);
  put(part("shot"), taken);
  show(true);
  part("keep").focus();
}

// As if it had been chosen: from here on it is a photo like every other.
function keep() {
  const files = new DataTransfer();
  files.items.add(taken);
  input.files = files.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  close();
}

function stop() {
  video.srcObject?.getTracks().forEach((track) => track.stop());
  video.srcObject = null;
  show(false);
}

// What was chosen stands under the field, once it is small, with the child's name below it.
function chosen() {
  if (form.dataset.shrinking) return;
  const figure = part("chosen");
  const [file] = input.files;
  figure.hidden = !file;
  put(figure.querySelector("img"), file);
}
