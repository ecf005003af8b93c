// A stopwatch that writes its seconds into a field, to the tenth. The field can be typed in as well.

const TICK = 100;

function start(watch) {
  const field = document.getElementById(watch.dataset.field);
  const [shown, said, button] = ["time", "said", "go"].map((part) => watch.querySelector(`[data-${part}]`));
  const label = button.querySelector("span");
  let begun = 0;
  let timer = 0;

  const seconds = () => ((performance.now() - begun) / 1000).toFixed(1);
  const draw = () => {
    if (watch.isConnected) shown.textContent = seconds();
    else clearInterval(timer);
  };

  button.addEventListener("click", () => {
    if (timer) {
      const time = seconds();
      clearInterval(timer);
      timer = 0;
      shown.textContent = field.value = time;
      said.textContent = said.dataset.said.replace("[[n]]", time);
      label.textContent = button.dataset.again;
    } else {
      begun = performance.now();
      timer = setInterval(draw, TICK);
      said.textContent = "";
      label.textContent = button.dataset.stop;
    }
  });
}

document.querySelectorAll("[data-alone='stopwatch']").forEach(start);
