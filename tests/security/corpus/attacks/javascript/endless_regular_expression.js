// An expression that goes back and forth for longer than there is a world.
// after: processor
// source: ReDoS
// deadline: 0.3
function attack() {
  return { n: /^(a+)+$/.test('a'.repeat(60) + 'b') };
}
