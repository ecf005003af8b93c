// Has the browser make a passkey or answer with one, as the page's form asks, and sends its answer.

const form = document.querySelector("[data-passkey]");
const said = form.querySelector("[data-passkey-said]");
const { passkey: options, making, again, failed, none } = form.dataset;

// JSON has bytes as base64url. Browsers translate it by themselves only since iOS 18.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const named = (list = []) => list.map(({ id, ...rest }) => ({ ...rest, id: bytes(id) }));

function asked() {
  const { challenge, user, allowCredentials, excludeCredentials, ...rest } = JSON.parse(options);
  const publicKey = { ...rest, challenge: bytes(challenge) };
  if (!making) return navigator.credentials.get({ publicKey: { ...publicKey, allowCredentials: named(allowCredentials) } });
  return navigator.credentials.create({ publicKey: { ...publicKey, user: { ...user, id: bytes(user.id) }, excludeCredentials: named(excludeCredentials) } });
}

async function ask() {
  said.textContent = "";
  try {
    const { id, type, response } = await asked();
    const parts = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (response[name]) parts[name] = text(response[name]);
    }
    const transports = response.getTransports?.();
    form.elements.passkey.value = JSON.stringify({ id, rawId: id, type, response: { ...parts, transports } });
    form.requestSubmit();
  } catch {
    said.textContent = failed;
  }
}

if (globalThis.PublicKeyCredential) {
  form.querySelector("[data-passkey-go]").addEventListener("click", ask);
  said.textContent = "";
  // A tap less where the browser lets a page ask at once; one that does not says so, and the button is there.
  if (!again) ask();
} else {
  said.textContent = none;
}
