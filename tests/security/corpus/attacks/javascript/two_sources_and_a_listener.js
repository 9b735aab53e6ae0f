// A source hears what the other one does with the language.
// after: others' data
// source: own
const heard = [];
class Neighbour {
  constructor({ secret }) { heard.push(secret); globalThis.last = secret; }
  next() { return { n: 1 }; }
}
function attack() {
  return { found: [heard, globalThis.last] };
}
