// uri: Polite
// expect: [{"timers": false, "node": false, "browser": false, "global": true}]
class Polite {
  next() {
    return { timers: typeof setTimeout === 'function', node: typeof require !== 'undefined' && typeof process !== 'undefined',
      browser: typeof window !== 'undefined', global: typeof globalThis === 'object' };
  }
}
