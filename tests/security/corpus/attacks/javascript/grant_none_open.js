// A file is asked for that is granted to nobody.
// after: read
// source: own
async function attack({ path }) {
  return { text: await (await open(path)).text() };
}
