// A setter in `Object.prototype` hears of every object that is given a field.
// after: interpreter
// source: vm2: __proto__ setters
let heard = [];
for (const name of ['resolve', 'reject', 'kind', 'body', 'read', 'mode', 'on', 'iteration']) {
  Object.defineProperty(Object.prototype, name, {
    configurable: true,
    set(value) { heard.push(name); Object.defineProperty(this, name, { value, writable: true, configurable: true }); },
  });
}
class attack {
  next() {
    return { proof: heard.join() };
  }
}
