// A thread.
// after: interpreter
// source: other engines
function attack() {
  return { proof: typeof new Worker('data:text/javascript,0').terminate };
}
