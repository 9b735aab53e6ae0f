// `open`, `fetch`, `connect` and `env`: questions as those to the store. Each answer is `[true, value]`, or
// `[false, name, words, code]`.

const indexOf = uncurried(String.prototype.indexOf);
const lowered = uncurried(String.prototype.toLowerCase);
const ProxyKind = Proxy;
const fixed = (object, name, value) => defineProperty(object, name, { __proto__: null, value, writable: true, configurable: true });

const failing = (name, words, code) => {
  const error = new ErrorKind(words);
  fixed(error, 'name', name);
  if (code) fixed(error, 'code', code);
  return error;
};

const reach = async (verb, words) => {
  const answer = await ask(verb, words);
  if (!answer[0]) throw failing(answer[1], answer[2], answer[3]);
  return answer[1];
};

const wordIn = (value, what) => {
  if (typeof value !== 'string') throw new TypeErrorKind(`${what} is a string, not ${inspected(value)}`);
  return quoted(value, value.length);
};

/** Milliseconds, or null for as long as the run has. */
const timeoutIn = ({ timeout }) => {
  if (timeout === undefined) return 'null';
  if (typeof timeout !== 'number' || !isFiniteNumber(timeout)) throw new TypeErrorKind(`a timeout is a number of milliseconds, not ${inspected(timeout)}`);
  return textOf(timeout);
};

/** `[text, base64]`, one of which is null: so is all that is sent, and all that comes. */
const dataIn = (data) => {
  if (typeof data === 'string') return `[${quoted(data, data.length)},null]`;
  if (isView(data)) return `[null,"${toBase64(new BytesKind(data.buffer, data.byteOffset, data.byteLength))}"]`;
  throw new TypeErrorKind(`a string or bytes are sent, not ${inspected(data)}: JSON.stringify() makes a string of a value`);
};
const decoded = (base64) => apply(fromBase64, BytesKind, [base64]);
const bytesIn = (data) => (data[1] === null ? utf8Bytes(data[0]) : decoded(data[1]));
const textIn = (data) => data[0] ?? utf8Text(decoded(data[1]));

const linesIn = (text) => {
  const made = [];
  for (let from = 0; from < text.length; ) {
    const found = indexOf(text, '\n', from);
    const end = found < 0 ? text.length : found;
    const value = slice(text, from, end > from && text[end - 1] === '\r' ? end - 1 : end);
    defineProperty(made, made.length, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
    from = end + 1;
  }
  return made;
};

const open = async (path) => {
  const data = await reach('open', () => `[${wordIn(path, 'a path')}]`);
  return freeze({
    text: async () => textIn(data),
    bytes: async () => new BytesKind(bytesIn(data)),
    lines: async () => linesIn(textIn(data)),
    json: async () => parse(textIn(data)),
  });
};

const FETCH_KNOWS = { __proto__: null, method: true, headers: true, body: true, timeout: true };
const headersIn = (headers) => {
  const named = isKindOf(MapKind, headers) ? objectOf(headers) : headers;
  if (!isObject(named) || isArray(named)) throw new TypeErrorKind('headers are an object, or a Map, of strings');
  const names = ownKeys(named);
  let text = '';
  for (let i = 0; i < names.length; i++) {
    text += `${i ? ',' : ''}[${wordIn(names[i], 'a header')},${wordIn(named[names[i]], 'a header')}]`;
  }
  return `[${text}]`;
};
const requestIn = (url, init) => {
  const names = ownKeys(init);
  for (let i = 0; i < names.length; i++) {
    if (!FETCH_KNOWS[names[i]]) throw new TypeErrorKind(`fetch knows method, headers, body and timeout here, not ${inspected(names[i])}`);
  }
  const { method = 'GET', headers = {}, body = null } = init;
  const data = body === null ? 'null' : dataIn(body);
  return `[${wordIn(textOf(url), 'a URL')},${wordIn(method, 'a method')},${headersIn(headers)},${data},${timeoutIn(init)}]`;
};
const headersOf = (pairs) => {
  const found = new MapKind();
  for (let i = 0; i < pairs.length; i++) {
    const name = pairs[i][0];
    mapSet(found, name, mapHas(found, name) ? `${mapGet(found, name)}, ${pairs[i][1]}` : pairs[i][1]);
  }
  return freeze({
    get: (name) => mapGet(found, lowered(textOf(name))) ?? null,
    has: (name) => mapHas(found, lowered(textOf(name))),
    forEach: (each) => mapEach(found, (value, name) => each(value, name)),
  });
};
const fetch = async (url, init = {}) => {
  const got = await reach('fetch', () => requestIn(url, init));
  const data = got[3];
  return freeze({
    status: got[0],
    ok: got[0] >= 200 && got[0] < 300,
    url: got[1],
    headers: headersOf(got[2]),
    text: async () => textIn(data),
    bytes: async () => new BytesKind(bytesIn(data)),
    json: async () => parse(textIn(data)),
  });
};

const connect = async (host, port, options = {}) => {
  const number = await reach('connect', () => `[${wordIn(host, 'a host')},${stringify(numberOf(port))},${timeoutIn(options)}]`);
  const readline = (most = 65536) => reach('readline', () => `[${number},${stringify(numberOf(most))}]`);
  return freeze({
    send: (data) => reach('send', () => `[${number},${dataIn(data)}]`),
    recv: async (most = 65536) => decoded(await reach('recv', () => `[${number},${stringify(numberOf(most))}]`)),
    readline,
    close: () => reach('close', () => `[${number}]`),
    async *[ASYNC_ITERATOR]() {
      for (let line = await readline(); line; line = await readline()) yield line;
    },
  });
};

let wanted = null; // the variables that the source wants of those it is granted; null: all of them

const limitVariables = (names) => {
  wanted = { __proto__: null };
  for (let i = 0; i < names.length; i++) wanted[names[i]] = true;
};

const isGiven = (name) => given.env[name] !== undefined && (wanted === null || wanted[name] === true);

/** The variables that are granted. To ask for another one is an error, and noted. */
const variables = () => {
  const { env } = given;
  const names = ownKeys(env);
  const set = { __proto__: null };
  for (let i = 0; i < names.length; i++) if (isGiven(names[i]) && env[names[i]] !== null) set[names[i]] = env[names[i]];
  const get = (_, name) => {
    if (typeof name === 'symbol' || isGiven(name)) return set[name];
    if (name === 'then' || name === 'toJSON') return undefined; // `await` and JSON.stringify look for these
    ask('env', () => `[${quoted(name, name.length)}]`);
    throw failing('PermissionError', `env ${quoted(name, 300)} is not granted to this source; the operator can grant it: \`cocaine explain\` shows how`);
  };
  return new ProxyKind(freeze(set), { __proto__: null, get });
};

/** What the source says that it wants, as JSON; empty where it says nothing. */
const wantsOf = (name) => {
  const found = name ? named(name) : undefined;
  const own = isObject(found) ? found.wants : undefined;
  const stated = own === undefined ? named('wants') : own;
  return typeof stated === 'object' && stated !== null ? stringify(stated, plain) : '';
};

give('open', open);
give('fetch', fetch);
give('connect', connect);
giveLater('env', variables);
