// uri: fetchless
// expect: [{"host": "example.com:8080", "query": "tea & honey", "added": "http://example.com:8080/b?q=tea+%26+honey&n=1", "bytes": [208, 191], "back": "п", "uri": "%D0%BF"}]
const fetchless = () => {
  const url = new URL('../b?q=tea%20%26%20honey', 'http://Example.com:8080/a/c');
  const query = url.searchParams.get('q');
  url.searchParams.append('n', '1');
  const bytes = new TextEncoder().encode('п');
  return { host: url.host, query, added: url.href, bytes, back: new TextDecoder().decode(bytes), uri: encodeURIComponent('п') };
};
