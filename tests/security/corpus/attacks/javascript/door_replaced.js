// Whatever function of the global object is none of the language's is replaced by one that answers in its place.
// after: interpreter
// source: own
// calls: next next
function attack() {
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (/^(d_|naive)/.test(name)) globalThis[name] = () => 'v{"proof":"forged"}';
  }
  return { n: 1 };
}
