// Takes a link's secret out of the address bar and into the form. Nothing is sent before a tap: a
// scanner of mails that runs scripts opens no link either.

const form = document.querySelector("[data-shared]");
const at = (name) => document.querySelector(`[data-${name}]`);

function take() {
  const { hash, pathname } = location;
  if (hash.includes("shlink:/")) {
    form.elements.address.value = hash;
    history.replaceState(null, "", pathname);
  }
  const [, payload] = /shlink:\/([\w-]+)/.exec(form.elements.address.value) ?? [];
  if (!payload) return;
  at("address").hidden = !at("address").querySelector("[aria-invalid]");
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
    const { flag = "", label = "" } = JSON.parse(new TextDecoder().decode(bytes));
    at("code").hidden = !flag.includes("P");
    at("label").textContent = label;
  } catch {
    at("address").hidden = false; // not whole: the server says so
  }
}

take();
window.addEventListener("hashchange", take);
