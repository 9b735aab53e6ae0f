// A setter for an index hears of everything that is put into a list.
// after: interpreter
// source: vm2: Array.prototype
// calls: next next
let heard = [];
for (let i = 0; i < 4; i++) {
  Object.defineProperty(Array.prototype, i, {
    configurable: true,
    set(value) { heard = { proof: String(value) }; Object.defineProperty(this, i, { value, writable: true, configurable: true, enumerable: true }); },
  });
}
class attack {
  next() {
    if (heard.proof) return heard;
    log('a line that the door keeps');
    return { a: 1 };
  }
}
