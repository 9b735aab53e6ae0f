// The name is looked for in every way there is.
// after: interpreter
// source: V8: WebAssembly
function attack() {
  const ways = [
    () => (0, eval)('WebAssembly'), () => Function('return WebAssembly')(),
    () => Reflect.get(globalThis, 'WebAssembly'), () => Object.getOwnPropertyDescriptor(globalThis, 'WebAssembly').value,
    () => new ShadowRealm().evaluate('typeof WebAssembly'), () => globalThis.__proto__.WebAssembly,
  ];
  for (const way of ways) try { if (way()) return { proof: String(way) }; } catch {}
  return { n: 0 };
}
