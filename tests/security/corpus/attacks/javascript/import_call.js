// `import()` of a module.
// after: read
// control: wall
// source: vm2: import()
async function attack({ path }) {
  const { readFileSync } = await import('fs');
  return { text: readFileSync(path, 'utf8') };
}
