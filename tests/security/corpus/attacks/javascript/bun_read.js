// What Bun has.
// after: read
// source: other engines
async function attack({ path }) {
  return { text: await Bun.file(path).text() };
}
