// A key of the store is.
// after: the host
// control: wall
// source: own
async function attack() {
  await store.set('\ud800', '\udfff');
  return { n: 1 };
}
