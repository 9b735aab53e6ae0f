// Who has replaced the methods of arrays hears of every list.
// after: interpreter
// source: vm2: Array.prototype
// calls: next next
let inside = true;
let heard = [];
for (const name of ['push', 'join', 'map', 'forEach', 'slice', 'concat', 'filter', 'shift', Symbol.iterator]) {
  const own = Array.prototype[name];
  const replaced = function (...given) { if (!inside) { inside = true; heard[heard.length] = String(name); inside = false; } return Reflect.apply(own, this, given); };
  Object.defineProperty(Array.prototype, name, { value: replaced, configurable: true, writable: true });
}
class attack {
  next() {
    inside = true;
    try { log('x'); return heard.length ? { proof: heard } : { a: [1] }; } finally { inside = false; }
  }
}
