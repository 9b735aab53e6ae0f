// The same in a prototype, which all of an isolate share.
// after: others' data
// source: own
class Neighbour {
  constructor({ secret }) { Object.prototype.kept = secret; this.n = 0; }
  next() { return { n: ++this.n }; }
}
function attack() {
  return { found: ({}).kept };
}
