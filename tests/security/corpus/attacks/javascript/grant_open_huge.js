// A file of a terabyte, and one that never ends.
// after: memory
// source: own
// granted: read
// control: wall
// deadline: 5
async function attack({ granted }) {
  for (const tried of ['zero', 'huge']) {
    try { return { n: (await (await open(`${granted}/${tried}`)).bytes()).length }; } catch {}
  }
  return { n: 0 };
}
