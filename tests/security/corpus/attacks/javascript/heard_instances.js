// `Symbol.hasInstance` hears of every question after the kind of a value.
// after: interpreter
// source: vm2: Symbol.hasInstance
// calls: next next
let heard = [];
for (const kind of [Map, Set, Date, Error, Promise]) {
  Object.defineProperty(kind, Symbol.hasInstance, { value() { heard.push(kind.name); return false; } });
}
class attack {
  next() {
    return heard.length ? { proof: heard.join() } : { list: {} };
  }
}
