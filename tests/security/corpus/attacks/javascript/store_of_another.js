// The key leads out of the source's own keys by `..`.
// after: others' data
// source: own
async function attack({ space }) {
  for (const key of [`../${space}/secret`, `x/../../${space}/secret`, `./../${space}/secret`]) {
    const found = await store.get(key);
    if (found) return { found };
  }
  return { n: 0 };
}
