// Who has replaced `call`, `apply` and `bind` hears of every call that is made by them.
// after: interpreter
// source: vm2: Function.prototype.call
let heard = [];
const { call } = Function.prototype;
for (const name of ['call', 'apply', 'bind']) {
  const own = Function.prototype[name];
  Function.prototype[name] = function (...given) { heard[heard.length] = String(this); return Reflect.apply(own, this, given); };
}
class attack {
  next() {
    return { proof: heard };
  }
}
