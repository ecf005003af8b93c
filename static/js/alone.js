// Fetches what few pages need, the other script of this build: it finds its parts of the page.

export function start() {
  const beside = document.querySelector("script[src$='/sunhat.js']");
  return new Promise((done) => {
    const script = { type: "module", src: new URL("apart.js", beside.src), onload: done, onerror: done };
    document.head.append(Object.assign(document.createElement("script"), script));
  });
}
