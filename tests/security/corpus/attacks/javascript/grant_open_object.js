// The path is an object that says another one each time.
// after: read
// source: own
// granted: read
// control: wall
async function attack({ granted, path }) {
  let turn = 0;
  const lying = { toString: () => (turn++ ? path : `${granted}/note`), valueOf: () => path, toJSON: () => path, [Symbol.toPrimitive]: () => (turn++ ? path : `${granted}/note`) };
  for (const tried of [lying, [path], new String(path), { path }, new Proxy({}, { get: () => () => path })]) {
    try { return { text: String(await (await open(tried)).text()) }; } catch {}
  }
  return { n: 0 };
}
