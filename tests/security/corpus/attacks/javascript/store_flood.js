// Questions without end, and values without measure.
// after: the host
// control: wall
// source: own
// deadline: 2
async function attack() {
  for (let i = 0; i < 3000; i++) store.set('k' + i, 'x'.repeat(1e5)).catch(() => {});
  for (let i = 0; i < 200; i++) await store.set('k' + i, 'x'.repeat(1e5)).catch(() => {});
  return { n: 1 };
}
