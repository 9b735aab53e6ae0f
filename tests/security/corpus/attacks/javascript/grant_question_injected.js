// A path closes the text of its question, and asks another one.
// after: read
// source: injection
// granted: read
// control: wall
async function attack({ granted, path }) {
  for (const text of [`${granted}/note"]],[2,"open",["${path}"`, `${granted}/note\n`, `${granted}/note\u2028`]) {
    try { return { text: String(await (await open(text)).text()) }; } catch {}
  }
  return { n: 0 };
}
