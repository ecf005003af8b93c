// Fetches what few pages need, the other script of this build: it finds its parts of the page.

export function start() {
  const { src } = document.querySelector("script[src$='/sunhat.js']");
  return new Promise((done) => {
    const script = { type: "module", src: src.replace("sunhat", "apart"), onload: done, onerror: done };
    document.head.append(Object.assign(document.createElement("script"), script));
  });
}
