// A connection to this machine that is granted to nobody.
// after: connect
// source: SSRF
async function attack({ tcp }) {
  await connect('127.0.0.1', Number(tcp));
  return { n: 1 };
}
