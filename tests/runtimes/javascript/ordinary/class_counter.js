// uri: Counter?start=5&step=2
// expect: [{"n": 5}, {"n": 7}, {"n": 9}]
class Counter {
  constructor({ start, step = '1' }) {
    this.n = Number(start);
    this.step = Number(step);
  }
  next() {
    const n = this.n;
    this.n += this.step;
    return { n };
  }
}
