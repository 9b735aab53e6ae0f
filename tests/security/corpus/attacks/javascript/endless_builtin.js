// A function of the engine's own, which looks at no flag on its way.
// after: processor
// source: V8: Array.prototype.indexOf
// deadline: 0.3
function attack() {
  return Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1);
}
