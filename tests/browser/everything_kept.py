"""Everything a browser keeps of this site, in one text: every database, cache and storage."""

import json

from playwright.sync_api import Page

from tests.support.browser import ask

# What is binary is read as text: a canary's bytes stand in it as they are.
EVERYTHING = """async () => {
  const texts = [];
  const read = async (value) => {
    if (value instanceof Blob) texts.push(await value.text());
    else if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      texts.push(new TextDecoder().decode(value));
    } else if (value && typeof value === "object") {
      for (const [name, each] of Object.entries(value)) {
        texts.push(name);
        await read(each);
      }
    } else texts.push(String(value));
  };
  const done = (asked) => new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  for (const { name } of await indexedDB.databases()) {
    const db = await done(indexedDB.open(name));
    for (const store of db.objectStoreNames) {
      const rows = await done(db.transaction(store).objectStore(store).getAll());
      for (const row of rows) await read(row);
    }
    db.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      texts.push(request.url, await (await cache.match(request)).text());
    }
  }
  for (const storage of [localStorage, sessionStorage]) await read({ ...storage });
  await read(history.state);
  texts.push(document.cookie);
  return JSON.stringify(texts);
}"""


def everything(page: Page) -> str:
    """All that is kept in the browser of this page, one line for each value."""
    found: list[str] = json.loads(ask(page, EVERYTHING))
    return "\n".join(found)
