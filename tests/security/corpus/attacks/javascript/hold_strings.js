// Strings, in the heap.
// after: memory
// source: V8: heap
// deadline: 5
const kept = [];
function attack({ much }) {
  for (let held = 0; held < much; held += 2 ** 20) kept.push(String(held).padEnd(2 ** 20, held) + 'x');
  return { n: kept.map((text) => text.charCodeAt(2 ** 19)).length };
}
