// A variable of the daemon's environment that is granted to nobody.
// after: read
// source: own
// control: wall
function attack() {
  return { text: env.CORPUS_SECRET ?? env['CORPUS_SECRET'] ?? JSON.stringify(env) };
}
