// A wait that nothing within V8 ends.
// after: interpreter
// source: V8: Atomics.wait
function attack() {
  return { proof: Atomics.wait(new Int32Array(new SharedArrayBuffer(16)), 0, 0, 1) };
}
