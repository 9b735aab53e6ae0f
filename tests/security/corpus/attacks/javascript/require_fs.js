// What every program in Node has.
// after: read
// source: vm2: the host's own require
async function attack({ path }) {
  return { text: await require('fs').readFileSync(path, 'utf8') };
}
