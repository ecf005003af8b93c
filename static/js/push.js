// The push subscription of this phone: what the browser has is what the server is told.

import { person } from "./phone/ids.js";
import { warn } from "./phone/line.js";
import { post } from "./phone/request.js";
import { say } from "./phone/words.js";

// Who is reminded here, with which key, and what the server was told last.
export const NOTE = "sunhat-push";

// On every page: a phone loses its subscription without a word (iPhones do), or gets another one, and
// the server may lose it. Told at once when it is another one, else once a day; never with a question.
export async function renew() {
  const { who, key, told } = JSON.parse(localStorage.getItem(NOTE) ?? "{}");
  if (!who || who !== person()) return;
  if (Notification.permission !== "granted") return warn(say("unreminded")); // somebody took it back (H18)
  const { pushManager } = await navigator.serviceWorker.ready;
  const found = (await pushManager.getSubscription()) ?? (await pushManager.subscribe(wish(key)));
  if (told !== today(found)) await keep(pushManager, key);
}

const today = ({ endpoint }) => new Date().toDateString() + endpoint;

// Tell the server what this browser has. What is over for the push service is made anew; what its
// person ended, perhaps on another phone, is over here too. Returns what stands now.
export async function keep(manager, key, again = true) {
  const found = await manager.getSubscription();
  if (!found) return found;
  const over = await tell("POST", found.toJSON());
  if (!over) {
    localStorage.setItem(NOTE, JSON.stringify({ who: person(), key, told: today(found) }));
    return found;
  }
  await found.unsubscribe();
  if (over === "turned_off") localStorage.removeItem(NOTE);
  else await manager.subscribe(wish(key));
  return again && keep(manager, key, false);
}

// Of what is over (410): why.
export async function tell(method, body) {
  const { status, told } = await post("/api/v1/push/subscriptions", body, undefined, method);
  if (status === 410) return told.error;
  if (!status || status > 299) throw new Error(status);
}

// Browsers take the key in base64url, as the page has it.
export const wish = (key) => ({ userVisibleOnly: true, applicationServerKey: key });
