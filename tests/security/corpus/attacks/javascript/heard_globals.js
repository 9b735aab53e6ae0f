// Whatever can be replaced is replaced.
// after: interpreter
// source: vm2: globalThis
let heard = [];
for (const name of Object.getOwnPropertyNames(globalThis)) {
  if (['globalThis', 'Infinity', 'NaN', 'undefined', 'Object', 'Reflect', 'naiveDoor', 'TextEncoder'].includes(name)) continue;
  const own = globalThis[name];
  if (typeof own !== 'function' && typeof own !== 'object') continue;
  try { Object.defineProperty(globalThis, name, { configurable: true, get() { heard[heard.length] = name; return own; } }); } catch {}
}
heard = [];
class attack {
  next() {
    return { proof: heard };
  }
}
