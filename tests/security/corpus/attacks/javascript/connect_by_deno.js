// A connection, as Deno opens it.
// after: connect
// source: other engines
async function attack({ tcp }) {
  return { n: await Deno.connect({ port: tcp }) };
}
