// uri: source
// expect: [{"n": 1}, {"n": 2}]
const source = {
  n: 0,
  get double() { return this.n * 2; },
  next() { this.n += 1; return { n: this.double / 2 }; },
};
