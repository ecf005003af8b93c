// Fetches what one form alone needs: a script of the same build, which finds its part of the page.

export function start(parts) {
  const { src } = document.querySelector("script[src$='/sunhat.js']");
  return Promise.all([...parts].map(({ dataset }) => new Promise((done) => {
    const script = { type: "module", src: src.replace("sunhat", `alone/${dataset.alone}`), onload: done, onerror: done };
    document.head.append(Object.assign(document.createElement("script"), script));
  })));
}
