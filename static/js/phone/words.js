// Every word the scripts say comes with the page, in the reader's language; here only {n} is filled in.

let words = null;

function all() {
  words ??= JSON.parse(document.getElementById("words")?.textContent || "{}");
  return words;
}

export function say(name, values = {}) {
  let text = all()[name] ?? "";
  if (typeof text === "object") {
    const rule = new Intl.PluralRules(document.documentElement.lang || "en").select(values.n);
    text = text[rule] ?? text.other;
  }
  return Object.entries(values).reduce((sentence, [key, value]) => sentence.replace(`{${key}}`, value), text);
}
