// A server on this machine, by what is there for it.
// after: connect
// source: own
async function attack({ tcp }) {
  return { text: String(await fetch(`http://127.0.0.1:${tcp}/`)) };
}
