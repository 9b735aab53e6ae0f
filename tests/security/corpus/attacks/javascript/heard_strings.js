// Who has replaced `String` and the methods of strings.
// after: interpreter
// source: vm2: String.prototype
let heard = [];
const OwnString = globalThis.String;
globalThis.String = function (value) { heard.push('String'); return OwnString(value); };
for (const name of ['slice', 'replace', 'charCodeAt', 'toWellFormed', 'startsWith']) {
  const own = OwnString.prototype[name];
  OwnString.prototype[name] = function (...given) { heard.push(name); return Reflect.apply(own, this, given); };
}
class attack {
  next() {
    return { proof: heard.join() };
  }
}
