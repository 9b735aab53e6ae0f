// uri: pages?size=2
// expect: [{"page": [1, 2]}, {"page": [3]}, "END"]
const later = (value) => new Promise((resolve) => queueMicrotask(() => resolve(value)));
async function* pages({ size }) {
  const all = await later([1, 2, 3]);
  for (let i = 0; i < all.length; i += +size) yield { page: all.slice(i, i + +size) };
}
