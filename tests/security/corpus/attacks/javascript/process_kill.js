// Another process, as Node signals it.
// after: signal
// source: vm2: the host's own require
// needs: victim
async function attack({ victim }) {
  return { n: await process.kill(victim, 10) };
}
