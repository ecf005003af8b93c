// The lock of this phone, before anything of a page is drawn: the phone's own storage says how long
// Sunhat was away. So long nothing shows; asking is in unlock.js. No module: those run after a first
// look at the page.

{
  const MINUTE = 60_000;
  const LOOK_EVERY = 15_000;
  const root = document.documentElement;
  const { src } = document.currentScript;
  const drawn = new Promise((done) => document.addEventListener("DOMContentLoaded", done));
  let asked = null;
  let looks = null;

  // Storage that is switched off holds no lock.
  const kept = () => {
    try {
      return JSON.parse(localStorage.getItem("sunhat-lock"));
    } catch {
      return null;
    }
  };

  // A clock that was set back says nothing: then it is shut.
  const isShut = ({ after }) => {
    const away = Date.now() - localStorage.getItem("sunhat-seen");
    return !(away > -MINUTE && away < after * MINUTE);
  };

  const show = (seen) => {
    root.style.visibility = seen ? "" : "hidden";
  };

  // leaving: it was in front until now
  const look = (leaving = false) => {
    const lock = kept();
    const shut = lock && isShut(lock);
    show(!lock || (!shut && !document.hidden));
    if (lock && !shut && (leaving || !document.hidden)) localStorage.setItem("sunhat-seen", Date.now());
    if (lock) looks ??= window.setInterval(look, LOOK_EVERY, false);
    // Fetched with the page: without signal it may be too late.
    if (lock) asked ??= drawn.then(() => import(new URL("unlock.js", src)));
    if (shut && !document.hidden) asked.then(({ ask }) => ask(kept, isShut, look), () => { asked = null; });
    else if (!shut) document.querySelector("[data-lock]")?.remove();
  };

  look();
  document.addEventListener("visibilitychange", () => look(true));
  // A page that is kept in memory must not come back with a look at what it showed.
  window.addEventListener("pagehide", () => show(!kept()));
  for (const name of ["pageshow", "storage"]) window.addEventListener(name, () => look());
}
