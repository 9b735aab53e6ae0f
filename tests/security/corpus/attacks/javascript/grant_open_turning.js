// A file and a folder are exchanged for links while they are opened.
// after: read
// source: TOCTOU
// granted: read
// needs: turning
// deadline: 3
async function attack({ granted }) {
  for (let i = 0; i < 200; i++) {
    for (const tried of ['turn', 'door/secret']) {
      try {
        const text = await (await open(`${granted}/${tried}`)).text();
        if (text !== 'for everybody') return { text };
      } catch {}
    }
  }
  return { n: 0 };
}
