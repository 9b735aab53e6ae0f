// Who has replaced `Reflect` hears of every call that is made by it.
// after: interpreter
// source: vm2: Reflect
let heard = [];
for (const name of ['apply', 'construct', 'ownKeys', 'getPrototypeOf', 'defineProperty']) {
  const own = Reflect[name];
  Reflect[name] = (...given) => { heard.push(name); return own(...given); };
}
class attack {
  next() {
    return { proof: heard.join() };
  }
}
