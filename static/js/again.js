// A page that loads itself again never does so against somebody who taps just then.

const ON_THE_WAY = 10_000;
let followed = 0;

document.addEventListener("click", ({ target }) => {
  if (target.closest?.('a[href]:not([href^="#"])')) followed = Date.now();
}, true);

// Whether a link was just followed: to load this page again would keep its person here.
export const leaving = () => Date.now() - followed < ON_THE_WAY;

// What is saved while the new page is on its way comes first: the old one stays until it has said so.
export function reload() {
  followed = Date.now();
  document.addEventListener("submit", () => window.stop(), { capture: true, once: true });
  location.reload();
}
