// The key is another source's whole one.
// after: others' data
// source: own
async function attack({ space }) {
  for (const key of [`/${space}/secret`, `${space}/secret`, `../${space}/secret`, `..\\${space}\\secret`, `%2e%2e/${space}/secret`, `secret' OR key LIKE '%secret`]) {
    const found = await store.get(key);
    if (found) return { found };
  }
  return { n: 0 };
}
