// The variables are an object: it is changed, and its prototype looked through.
// after: read
// source: own
// granted: env
// control: wall
function attack() {
  try { env.CORPUS_SECRET = 'x'; } catch {}
  try { delete env.CORPUS_GRANTED; } catch {}
  return { text: [env.CORPUS_SECRET === 'x' ? '' : env.CORPUS_SECRET, Object.getPrototypeOf(env)?.CORPUS_SECRET, Reflect.ownKeys(env).filter((k) => k !== 'CORPUS_GRANTED' && typeof k === 'string').join()].filter(Boolean).join() };
}
