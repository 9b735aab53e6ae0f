// Other hosts and ports than the granted ones, and hosts that are something else each time.
// after: connect
// source: SSRF
// granted: connect
async function attack({ tcp, door }) {
  let turn = 0;
  for (const host of ['127.0.0.1', '127.1', 'localhost', '::ffff:127.0.0.1', '0', '2130706433', '127.0.0.1 ', { toString: () => '127.0.0.1' }]) {
    for (const port of [tcp, Number(tcp), { valueOf: () => (turn++ % 2 ? Number(tcp) : Number(door)) }, [tcp]]) {
      try { await (await connect(host, port)).send('!'); } catch {}
    }
  }
  return { n: 0 };
}
