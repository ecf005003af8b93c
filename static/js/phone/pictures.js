// The photos that a change keeps on this phone, as pictures on a page; and the small copy of one that
// the server has.

const addresses = new Map();

// {id, src} of each; one address for each picture, however often a page is drawn.
export function picturesOf({ files = [] }) {
  return files.map(({ id, blob }) => {
    if (!addresses.has(id)) addresses.set(id, URL.createObjectURL(blob));
    return { id, src: addresses.get(id) };
  });
}

// Nothing when it does not come.
export const smallOf = (id) => fetch(`/api/v1/photos/${id}?size=small`).then((answer) => answer.ok && answer.blob()).catch(() => 0);
