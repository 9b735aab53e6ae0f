// The class of what `process` is handed is changed for the next time.
// after: interpreter
// source: own
// calls: process process
class attack {
  next() {}
  process(data) {
    Object.getPrototypeOf(data).text = () => 'x';
    data.constructor.prototype[0] = 7;
    return { proof: data.constructor.constructor('return typeof require')() !== 'undefined' };
  }
}
