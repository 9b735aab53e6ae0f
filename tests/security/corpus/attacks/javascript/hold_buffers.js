// Buffers, which lie outside of the heap whose limit is set.
// after: memory
// source: V8: off-heap memory
// deadline: 5
const kept = [];
function attack({ much }) {
  for (let held = 0; held < much; held += 2 ** 24) {
    kept.push(new Uint8Array(2 ** 24).fill(1));
  }
  return { n: kept.length };
}
