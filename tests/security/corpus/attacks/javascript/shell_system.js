// `os.system` of a shell.
// after: spawn
// source: other engines
async function attack({ mark }) {
  return { n: await os.system(mark) };
}
