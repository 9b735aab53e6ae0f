// A path that climbs out of the folder which is granted.
// after: read
// source: path traversal
// granted: read
// control: wall
async function attack({ granted, path }) {
  for (const tried of [path, `${granted}/../secret`, `${granted}/link`, `${granted}/above/secret`, `${granted}/root${path}`, `${granted}/note\0/../../secret`, `${granted}/own/root${path}`]) {
    try { return { text: String(await (await open(tried)).text()) }; } catch {}
  }
  return { n: 0 };
}
