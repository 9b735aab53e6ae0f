// Numbers that JSON has no word for.
// after: the host
// control: wall
// source: own
function attack() {
  return { a: NaN, b: Infinity, c: -0, d: 10n ** 400n, e: 1e400, f: new Date(NaN), g: [undefined, () => 1, Symbol('x')] };
}
