// The name in the URI is one that every object has.
// after: interpreter
// control: wall
// source: injection
// name: constructor
function attack() {
  return { proof: 1 };
}
