// The collector is called by hand.
// after: interpreter
// source: V8: gc
function attack() {
  return { proof: gc() };
}
