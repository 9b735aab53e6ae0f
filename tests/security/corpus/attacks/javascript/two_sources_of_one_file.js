// Another source of the same file keeps something in a variable of the file.
// after: others' data
// source: own
let kept = 'nothing';
class Neighbour {
  constructor({ secret }) { kept = secret; }
  next() { return { n: 1 }; }
}
function attack() {
  return { found: kept };
}
