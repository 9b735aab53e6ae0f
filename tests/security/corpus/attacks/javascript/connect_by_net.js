// A connection, as Node opens it.
// after: connect
// source: vm2: the host's own require
async function attack({ tcp }) {
  return { n: await require('net').connect(tcp) };
}
