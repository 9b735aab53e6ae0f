// A result that is another one each time it is looked at.
// after: the host
// control: wall
// source: own
function attack() {
  let turn = 0;
  return new Proxy({}, {
    ownKeys: () => (turn++ % 2 ? ['a'] : ['a', 'b', 'c']),
    getOwnPropertyDescriptor: (_, name) => ({ value: name, enumerable: true, configurable: true }),
    get: (_, name) => (typeof name === 'symbol' ? undefined : turn++),
    getPrototypeOf: () => (turn++ % 2 ? Map.prototype : Set.prototype),
  });
}
