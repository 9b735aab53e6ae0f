// URLs beside what is granted, redirects from there, and headers that forge.
// after: connect
// source: SSRF
// granted: fetch
async function attack({ site, tcp }) {
  const tried = [`${site}/secret`, `${site}/granted/../secret`, `${site}/granted/%2e%2e/secret`, `http://127.0.0.1:${tcp}/`, `http://127.1:${tcp}/`,
    `http://[::ffff:127.0.0.1]:${tcp}/`, `${site}/granted/redirect?to=${encodeURIComponent(`${site}/secret`)}`, `${site}/granted/redirect?to=http://127.0.0.1:${tcp}/`];
  for (const url of tried) {
    try { await fetch(url); } catch {}
  }
  try { await fetch(`${site}/granted/note`, { headers: { x: `a\r\n\r\nGET ${new URL(site).pathname}/secret HTTP/1.1\r\n\r\n` } }); } catch {}
  try { await fetch(`${site}/granted/note`, { method: `GET ${new URL(site).pathname}/secret HTTP/1.1\r\n\r\n` }); } catch {}
  return { n: 0 };
}
