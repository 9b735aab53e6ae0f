// The text of a stack names the functions that lead to it.
// after: interpreter
// source: own
function attack() {
  return { said: new Error().stack };
}
