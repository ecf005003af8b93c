// Every word the scripts say comes in a file of its own, in the reader's language
// (journal/web/words_files.py). The worker has no words.

export function say(name, values = {}) {
  let text = globalThis.sunhatWords?.[name] ?? "";
  if (typeof text === "object") {
    const rule = new Intl.PluralRules(document.documentElement.lang).select(values.n);
    text = text[rule] ?? text.other;
  }
  return Object.entries(values).reduce((sentence, [key, value]) => sentence.replace(`{${key}}`, value), text);
}
