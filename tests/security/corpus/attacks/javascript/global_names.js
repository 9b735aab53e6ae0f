// All names of the global object, and of those behind it.
// after: interpreter
// source: own
function attack() {
  const found = [];
  for (let at = globalThis; at; at = Object.getPrototypeOf(at)) found.push(...Reflect.ownKeys(at).map(String));
  return { names: found.filter((name) => /^(d_|naive)/.test(name)) };
}
