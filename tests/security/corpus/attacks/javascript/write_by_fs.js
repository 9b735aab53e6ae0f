// A file, as Node writes it.
// after: write
// source: vm2: the host's own require
async function attack({ room }) {
  return { n: await require('fs').writeFileSync(room + '/here', 'x') };
}
