// Memory that threads share, from which a clock can be made.
// after: interpreter
// source: V8: SharedArrayBuffer
function attack() {
  return { proof: new SharedArrayBuffer(16).byteLength };
}
