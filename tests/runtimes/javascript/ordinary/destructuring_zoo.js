// uri: zoo?a=1
// expect: [{"a": "1", "b": 2, "rest": [3, 4], "deep": "x", "none": null, "sum": 10, "text": "a-b", "chained": null, "big": 1000000}]
function zoo({ a, ...others }) {
  const [, b = 2, ...rest] = [1, undefined, 3, 4];
  const { p: { q: [deep] } } = { p: { q: ['x'] } };
  const sum = ((...numbers) => numbers.reduce((x, y) => x + y))(...rest, 3);
  const none = others.zzz ?? null;
  let assigned; assigned ||= 'a'; assigned &&= 'a-b';
  return { a, b, rest, deep, none, sum, text: assigned, chained: others?.x?.y ?? null, big: 1_000_000 };
}
