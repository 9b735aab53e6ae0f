// uri: Counter
// expect: [{"count": 1, "private": "undefined"}, {"count": 2, "private": "undefined"}]
const Shop = (function () {
  let hidden = 0;
  class Counter { next() { return { count: ++hidden, private: typeof globalThis.hidden }; } }
  return { Counter };
})();
const { Counter } = Shop;
