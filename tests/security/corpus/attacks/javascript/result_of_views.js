// Views of memory whose lengths are lies, and which have been detached.
// after: the host
// control: wall
// source: own
// deadline: 0.5
function attack() {
  const bytes = new Uint8Array(8);
  Object.defineProperty(bytes, 'length', { value: 1e6 });
  const gone = new Uint8Array(new ArrayBuffer(8));
  gone.buffer.transfer?.();
  return { bytes, gone, map: new Map([[Symbol('x'), 1], [{}, 2]]), set: new Set([1]) };
}
