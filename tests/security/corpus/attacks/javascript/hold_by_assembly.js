// Memory of machine code, which nobody counts.
// after: memory
// source: V8: WebAssembly
// deadline: 5
const kept = [];
function attack({ much }) {
  for (let held = 0; held < much; held += 2 ** 24) {
    const memory = new WebAssembly.Memory({ initial: 256 });
    new Uint8Array(memory.buffer).fill(1);
    kept.push(memory);
  }
  return { n: kept.length };
}
