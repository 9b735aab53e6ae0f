// A program, as Node starts it.
// after: spawn
// source: vm2: the host's own require
async function attack({ mark }) {
  return { n: await require('child_process').execSync(mark) };
}
