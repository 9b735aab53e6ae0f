// The name in the URI is one of the language's.
// after: interpreter
// control: wall
// source: injection
// name: Function
function attack() {
  return { proof: 1 };
}
