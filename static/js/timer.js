// How long until a moment of the clinic's plan. Without script the moment stands there as a time.

import { long } from "./phone/drawing.js";
import { say } from "./phone/words.js";

const LOOK_EVERY = 10_000;

export function start(moments) {
  const tell = () => {
    if (!moments[0].isConnected) return window.clearInterval(timer);
    for (const moment of moments) {
      const left = Date.parse(moment.dateTime) - Date.now();
      moment.textContent = say(left > 0 ? "in_time" : "past_time", { time: long(Math.abs(left)) });
    }
  };
  const timer = window.setInterval(tell, LOOK_EVERY);
  tell();
}
