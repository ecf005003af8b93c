// Photos are made small and turned into JPEG on the phone, before they are sent or kept here. What
// only this phone can open (HEIC) becomes what the server takes; where and with what a photo was
// taken does not leave the phone. Without script the server does the same to JPEG, PNG and WebP.

const LONGEST = 2048;
const QUALITY = 0.85;
const SMALL_ENOUGH = 1_500_000;

// A JPEG of at most 2,048 pixels a side. Throws when this browser cannot open the picture.
export async function shrink(file) {
  const picture = await opened(file);
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext("2d", { alpha: false });
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close?.();
  return jpeg(canvas, QUALITY, file);
}

// The picture on this canvas as a file, as new as the one it was made of.
export async function jpeg(canvas, quality, { lastModified } = {}) {
  const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", quality); });
  if (!blob) throw new Error("no picture");
  return new File([blob], "photo.jpg", { type: "image/jpeg", lastModified });
}

// Upright: browsers turn a picture as its camera says. Safari opens HEIC only as an <img>.
async function opened(file) {
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    const image = new Image();
    const url = URL.createObjectURL(file);
    try {
      image.src = url;
      await image.decode();
      return image;
    } finally {
      URL.revokeObjectURL(url);
    }
  }
}

// Puts the small copies in the place of the chosen files, so that the form sends those.
export function start(fields) {
  for (const field of fields) {
    // The server names what it takes without script; a phone with script opens whatever it can.
    field.accept = "image/*";
    field.addEventListener("change", () => replace(field));
    field.form.addEventListener("submit", sendSmall, { capture: true });
    // A field without a file says nothing: no empty part is sent, or kept on this phone.
    field.form.addEventListener("formdata", ({ formData }) => {
      if (!formData.getAll(field.name).some((file) => file.size)) formData.delete(field.name);
    });
  }
}

async function replace(field) {
  const form = field.form;
  const chosen = [...field.files];
  const said = form.querySelector("[data-photos-said]");
  said.hidden = true;
  const work = Promise.all(chosen.map(smallOrNone));
  waits.set(form, work);
  form.dataset.shrinking = "yes";
  const made = await work;
  if (waits.get(form) !== work) return; // others were chosen meanwhile
  if (made.includes(null)) {
    said.textContent = field.dataset.cannot;
    said.hidden = false;
  }
  const files = new DataTransfer();
  for (const file of made) if (file) files.items.add(file);
  field.files = files.files;
  waits.delete(form);
  delete form.dataset.shrinking;
}

async function smallOrNone(file) {
  try {
    return await shrink(file);
  } catch {
    // The server opens these too, unless they are large; it says what is wrong with them.
    return /^image\/(jpeg|png|webp)$/.test(file.type) && file.size < SMALL_ENOUGH ? file : null;
  }
}

const waits = new WeakMap();

// A form that is sent while its photos are still being made small waits for them.
function sendSmall(event) {
  const form = event.currentTarget;
  const work = waits.get(form);
  if (!work) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  work.then(() => form.requestSubmit(event.submitter));
}
