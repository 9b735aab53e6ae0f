// `eval` is replaced, by which the name in the URI is looked up.
// after: interpreter
// source: own
const own = globalThis.eval;
globalThis.eval = (text) => { heard = text; return own(text); };
let heard = '';
class attack {
  next() {
    return { proof: heard };
  }
}
