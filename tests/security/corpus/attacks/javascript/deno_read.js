// What Deno has.
// after: read
// source: other engines
async function attack({ path }) {
  return { text: await Deno.readTextFile(path) };
}
