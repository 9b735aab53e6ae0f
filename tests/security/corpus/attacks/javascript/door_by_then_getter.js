// A result has a `then`: asking for it runs code, and calling it hands over what settles the run.
// after: interpreter
// source: own
// calls: next next
let kept;
class attack {
  n = 0;
  next() {
    this.n++;
    if (this.n === 1) return { then(resolve) { kept = resolve; resolve({ a: 1 }); } };
    kept({ proof: 'the first run speaks for the second' });
    return new Promise(() => {});
  }
}
