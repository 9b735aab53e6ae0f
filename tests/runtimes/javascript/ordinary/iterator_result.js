// uri: Countdown?from=2
// expect: [{"left": 2}, {"left": 1}, "END"]
class Countdown {
  constructor(args) { this.left = parseInt(args.from, 10); }
  [Symbol.iterator]() { return this; }
  next() {
    if (this.left === 0) return { value: undefined, done: true };
    return { value: { left: this.left-- }, done: false };
  }
}
