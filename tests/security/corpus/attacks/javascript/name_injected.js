// The name in the URI is an expression.
// after: interpreter
// source: injection
// name: attack,()=>({proof:'by_its_name'})
function attack() {
  return { n: 1 };
}
