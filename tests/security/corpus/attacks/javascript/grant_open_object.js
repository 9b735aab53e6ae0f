// The path is an object that says another one each time.
// after: read
// source: own
// granted: read
async function attack({ granted, path }) {
  let turn = 0;
  const lying = { toString: () => (turn++ ? path : `${granted}/note`), [Symbol.toPrimitive]: () => (turn++ ? path : `${granted}/note`) };
  for (const tried of [lying, [path], new String(path), { path }, new Proxy({}, { get: () => () => path }), { toString: () => path }, path]) {
    for (let again = 0; again < 2; again++) {
      try {
        const text = await (await open(tried)).text();
        if (text !== 'for everybody') return { text };
      } catch {}
    }
  }
  return { n: 0 };
}
