// A path that climbs out of the folder which is granted, or a link in it that leads elsewhere.
// after: read
// source: path traversal
// granted: read
async function attack({ granted, path }) {
  for (const tried of [`${granted}/../secret`, `${granted}/link`, `${granted}/above/secret`, `${granted}/root${path}`, `${granted}/note\0/../../secret`, `${granted}/own/root${path}`, path]) {
    try { return { text: await (await open(tried)).text() }; } catch {}
  }
  return { n: 0 };
}
