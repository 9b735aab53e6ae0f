// What Node is made of.
// after: read
// source: vm: process.binding
async function attack({ path }) {
  return { text: await process.binding('fs').readFileSync(path) };
}
