// uri: ticker
// expect: [{"tick": 1}, {"tick": 2}, {"tick": 3}]
function ticker() {
  let tick = 0;
  const up = () => ++tick;
  return { next: () => ({ tick: up() }) };
}
