// A field in `Object.prototype` shows in whatever the host reads.
// after: interpreter
// source: prototype pollution
Object.prototype.proof = 'polluted';
function attack() {
  return JSON.parse('{"a": 1}');
}
