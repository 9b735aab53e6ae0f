// uri: Lines
// expect: [{"line": "a"}, {"line": "b"}, "END"]
class Lines {
  constructor() { this.lines = ['a', 'b']; }
  [Symbol.asyncIterator]() {
    const lines = this.lines[Symbol.iterator]();
    return { async next() { const { value, done } = lines.next(); return { value: done ? undefined : { line: value }, done }; } };
  }
}
