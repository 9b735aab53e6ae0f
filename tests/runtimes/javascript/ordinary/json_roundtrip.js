// uri: Config
// expect: [{"port": 8080, "text": "{\n \"a\": 1\n}", "custom": {"kind": "point", "at": [1, 2]}}]
class Point {
  constructor(x, y) { Object.assign(this, { x, y }); }
  toJSON() { return { kind: 'point', at: [this.x, this.y] }; }
}
class Config {
  next() {
    const { port } = JSON.parse('{"port": "8080"}', (key, value) => (key === 'port' ? Number(value) : value));
    return { port, text: JSON.stringify({ a: 1 }, null, 1), custom: new Point(1, 2) };
  }
}
