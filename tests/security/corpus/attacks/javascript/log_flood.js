// Lines without end.
// after: the host
// control: wall
// source: own
// deadline: 1
function attack() {
  for (let i = 0; i < 100_000; i++) log('x'.repeat(5000));
  return { n: 1 };
}
