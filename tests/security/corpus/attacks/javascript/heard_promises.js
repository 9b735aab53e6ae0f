// Who has replaced `Promise` and its methods hears of every promise of the door's.
// after: interpreter
// source: vm2: Promise.prototype.then
// calls: next next
let inside = true;
let heard = [];
const then = Promise.prototype.then;
Promise.prototype.then = function (...given) { if (!inside) heard.push('then'); return Reflect.apply(then, this, given); };
Promise.prototype.catch = function () { if (!inside) heard.push('catch'); return this; };
const OwnPromise = Promise;
globalThis.Promise = class extends OwnPromise { constructor(...given) { super(...given); if (!inside) heard.push('constructed'); } };
class attack {
  next() {
    inside = true;
    const said = heard;
    try { return said.length ? { proof: said } : new OwnPromise((resolve) => resolve({ a: 1 })); } finally { inside = false; }
  }
}
