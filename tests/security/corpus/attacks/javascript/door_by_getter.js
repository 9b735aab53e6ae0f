// A field of a result is a getter: it runs when the door reads the result, with the door on the stack.
// after: interpreter
// source: vm2: getters in results
// calls: next next
let found = [];
const attack = {
  next() {
    if (found.length) return { proof: found };
    return {
      get field() {
        Error.prepareStackTrace = (_, frames) => frames;
        const { stack } = new Error();
        Error.prepareStackTrace = undefined;
        found = stack.map((frame) => frame.getFunction()).filter(Boolean).map(String).filter((text) => !/native code|get field/.test(text));
        return 1;
      },
    };
  },
};
