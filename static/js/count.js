// The button of a list of ticks says how many it will record. Without script it says "the ticked ones".

export function start(forms) {
  for (const form of forms) {
    const words = form.querySelector("button[type=submit] > span");
    const tell = () => {
      const ticked = form.querySelectorAll("input[type=checkbox]:checked").length;
      words.textContent = form.dataset.count.replace("{n}", ticked);
    };
    form.addEventListener("change", tell);
    window.addEventListener("pageshow", tell);
    tell();
  }
}
