// A result of more fields than an event may have, whose names are longer than they may be.
// after: the host
// control: wall
// source: own
function attack() {
  const result = {};
  for (let i = 0; i < 2000; i++) result['n'.repeat(300) + i] = i;
  return result;
}
