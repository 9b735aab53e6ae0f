// `import()` of a file.
// after: read
// control: wall
// source: vm2: import()
async function attack({ path }) {
  return { proof: String(await import(path)) };
}
