// A line pretends to be one of the daemon's own.
// after: interpreter
// control: wall
// source: injection
function attack() {
  log('x","y"],["error","the daemon is going down');
  return { n: 1 };
}
