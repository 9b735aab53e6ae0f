// The engine's own functions.
// after: interpreter
// control: wall
// source: V8: natives
function attack() {
  return { proof: String(Function('return %GetV8Version()')()) };
}
