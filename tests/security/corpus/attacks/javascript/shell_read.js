// What the shells of engines have: d8's `read`, and others'.
// after: read
// source: other engines
async function attack({ path }) {
  for (const name of ['read', 'readFile', 'load', 'snarf', 'readline']) {
    if (typeof globalThis[name] === 'function') return { text: await globalThis[name](path) };
  }
  throw new Error('none of them is there');
}
