// A newer way to it.
// after: read
// source: vm: process.binding
async function attack({ path }) {
  return { text: await process.getBuiltinModule('fs').readFileSync(path) };
}
