// URL and URLSearchParams, after the URL standard. A host name outside of ASCII is refused: its tables are not here.

let urls;
const madeUrls = () => {
  if (urls) return urls;
  const PORTS = { __proto__: null, 'http:': '80', 'https:': '443', 'ws:': '80', 'wss:': '443', 'ftp:': '21', 'file:': '' };
  const C0 = '\\x00-\\x1f\\x7f-\\u{10ffff}';
  const UNSAFE = {
    fragment: new RegExp(`[${C0} "<>\`]`, 'gu'),
    query: new RegExp(`[${C0} "#<>]`, 'gu'),
    specialQuery: new RegExp(`[${C0} "#<>']`, 'gu'),
    path: new RegExp(`[${C0} "#<>?\`{}^]`, 'gu'),
    user: new RegExp(`[${C0} "#<>?\`{}/:;=@[\\\\\\]^|]`, 'gu'),
    opaque: new RegExp(`[${C0}]`, 'gu'),
  };
  const FORBIDDEN = /[\x00-\x20#/:<>?@[\\\]^|%\x7f]/;

  const percent = (text) => Array.from(utf8Bytes(text), (byte) => `%${byte < 16 ? '0' : ''}${byte.toString(16).toUpperCase()}`).join('');
  const escaped = (text, unsafe) => text.replace(unsafe, percent);
  const unescaped = (text) =>
    utf8Text(
      Uint8Array.from(
        Array.from(utf8Bytes(text)).reduce((found, byte, i, all) => {
          if (found.skip > 0) found.skip--;
          else {
            const hex = byte === 37 && i + 2 < all.length ? Number.parseInt(String.fromCharCode(all[i + 1], all[i + 2]), 16) : Number.NaN;
            const two = byte === 37 && /^[0-9a-f]{2}$/i.test(String.fromCharCode(all[i + 1] ?? 0, all[i + 2] ?? 0));
            found.bytes.push(two ? hex : byte);
            found.skip = two ? 2 : 0;
          }
          return found;
        }, { bytes: [], skip: 0 }).bytes,
      ),
    );

  const invalid = (input) => new TypeErrorKind(`Invalid URL: ${textOf(input).slice(0, 200)}`);

  const formEncoded = (text) => percent(text).replace(/%[0-9A-F]{2}/g, (hex) => {
    const char = String.fromCharCode(Number.parseInt(hex.slice(1), 16));
    return char === ' ' ? '+' : /[A-Za-z0-9*\-._]/.test(char) ? char : hex;
  });
  const formDecoded = (text) => unescaped(text.replaceAll('+', ' '));

  class URLSearchParams {
    #list = [];
    #changed = () => {};
    constructor(from = '') {
      if (typeof from === 'object' && from !== null) {
        const pairs = typeof from[ITERATOR] === 'function' ? from : Object.entries(from);
        for (const pair of pairs) {
          const [name, value, ...more] = pair;
          if (value === undefined || more.length) throw new TypeErrorKind('URLSearchParams takes pairs of a name and a value');
          this.#list.push([textOf(name), textOf(value)]);
        }
      } else this.#read(textOf(from).replace(/^\?/, ''));
    }
    static linked(changed) {
      const made = new URLSearchParams();
      made.#changed = changed;
      return [made, (text) => made.#read(text)];
    }
    #read(text) {
      this.#list = text.split('&').filter(Boolean).map((part) => {
        const at = part.indexOf('=');
        return at < 0 ? [formDecoded(part), ''] : [formDecoded(part.slice(0, at)), formDecoded(part.slice(at + 1))];
      });
    }
    get size() {
      return this.#list.length;
    }
    append(name, value) {
      this.#list.push([textOf(name), textOf(value)]);
      this.#changed();
    }
    delete(name, value) {
      this.#list = this.#list.filter((pair) => pair[0] !== textOf(name) || (value !== undefined && pair[1] !== textOf(value)));
      this.#changed();
    }
    get(name) {
      return this.#list.find((pair) => pair[0] === textOf(name))?.[1] ?? null;
    }
    getAll(name) {
      return this.#list.filter((pair) => pair[0] === textOf(name)).map((pair) => pair[1]);
    }
    has(name, value) {
      return this.#list.some((pair) => pair[0] === textOf(name) && (value === undefined || pair[1] === textOf(value)));
    }
    set(name, value) {
      const first = this.#list.find((pair) => pair[0] === textOf(name));
      if (first) {
        first[1] = textOf(value);
        this.#list = this.#list.filter((pair) => pair === first || pair[0] !== first[0]);
      } else this.#list.push([textOf(name), textOf(value)]);
      this.#changed();
    }
    sort() {
      this.#list.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
      this.#changed();
    }
    forEach(callback, self) {
      for (const [name, value] of this.#list) callback.call(self, value, name, this);
    }
    *entries() {
      for (const pair of this.#list) yield [...pair];
    }
    *keys() {
      for (const pair of this.#list) yield pair[0];
    }
    *values() {
      for (const pair of this.#list) yield pair[1];
    }
    [ITERATOR]() {
      return this.entries();
    }
    toString() {
      return this.#list.map((pair) => `${formEncoded(pair[0])}=${formEncoded(pair[1])}`).join('&');
    }
  }
  const linkedParams = URLSearchParams.linked;
  delete URLSearchParams.linked;

  const ipv4 = (host, input) => {
    const parts = host.replace(/\.$/, '').split('.');
    if (!/^(?:\d+|0x[0-9a-f]*)$/i.test(parts.at(-1))) return host;
    if (parts.length > 4) throw invalid(input);
    const numbers = parts.map((part) => {
      const radix = /^0x/i.test(part) ? 16 : /^0./.test(part) ? 8 : 10;
      const digits = radix === 16 ? part.slice(2) || '0' : part;
      if (!(radix === 16 ? /^[0-9a-f]+$/i : radix === 8 ? /^[0-7]+$/ : /^\d+$/).test(digits)) throw invalid(input);
      return Number.parseInt(digits, radix);
    });
    const last = numbers.pop();
    if (numbers.some((number) => number > 255) || last >= 256 ** (4 - numbers.length)) throw invalid(input);
    const whole = numbers.reduce((sum, number, i) => sum + number * 256 ** (3 - i), last);
    return [24, 16, 8, 0].map((shift) => Math.floor(whole / 2 ** shift) % 256).join('.');
  };

  const ipv6 = (text, input) => {
    const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
    if (dotted) {
      const [a, b, c, d] = dotted.slice(2).map(Number);
      if (Math.max(a, b, c, d) > 255) throw invalid(input);
      text = `${dotted[1]}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
    }
    const halves = text.split('::');
    const groups = halves.map((half) => (half ? half.split(':') : []));
    const count = groups.flat().length;
    if (halves.length > 2 || groups.flat().some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) throw invalid(input);
    if (halves.length === 2 ? count > 7 : count !== 8) throw invalid(input);
    const all = (halves.length === 2 ? [...groups[0], ...Array(8 - count).fill('0'), ...groups[1]] : groups[0]).map((group) => Number.parseInt(group, 16));
    let best = [0, 1];
    for (let i = 0; i < 8; i++) {
      let end = i;
      while (end < 8 && all[end] === 0) end++;
      if (end - i > best[1]) best = [i, end - i];
    }
    const hex = all.map((group) => group.toString(16));
    return best[1] > 1 ? `${hex.slice(0, best[0]).join(':')}::${hex.slice(best[0] + best[1]).join(':')}` : hex.join(':');
  };

  const hostOf = (text, special, input) => {
    if (text.startsWith('[')) {
      if (!text.endsWith(']')) throw invalid(input);
      return `[${ipv6(text.slice(1, -1), input)}]`;
    }
    if (!special) {
      if (/[\x00\t\n\r #/:<>?@[\\\]^|]/.test(text)) throw invalid(input);
      return escaped(text, UNSAFE.opaque);
    }
    const host = unescaped(text).toLowerCase();
    if (/[^\x00-\x7f]/.test(host)) throw new TypeErrorKind(`Invalid URL: a host name outside of ASCII must be written in Punycode: ${textOf(input).slice(0, 200)}`);
    if (!host || FORBIDDEN.test(host)) throw invalid(input);
    return ipv4(host, input);
  };

  const dots = (segments, special, isFile) => {
    const kept = [];
    segments.forEach((segment, i) => {
      const plain = segment.replace(/%2e/gi, '.');
      const last = i === segments.length - 1;
      if (plain === '..') {
        if (!(isFile && kept.length === 1 && /^[a-z]:$/i.test(kept[0]))) kept.pop();
        if (last) kept.push('');
      } else if (plain === '.') {
        if (last) kept.push('');
      } else kept.push(segment);
    });
    return kept;
  };

  /** The parts of a URL; `base` are parts too, or null. */
  const parsed = (input, base) => {
    let text = input.replace(/^[\x00-\x20]+|[\x00-\x20]+$/g, '').replace(/[\t\n\r]/g, '');
    const parts = { protocol: '', username: '', password: '', hostname: null, port: '', path: [], opaque: null, query: null, fragment: null };
    const cut = (mark) => {
      const at = text.indexOf(mark);
      if (at < 0) return null;
      const rest = text.slice(at + 1);
      text = text.slice(0, at);
      return rest;
    };
    const fragment = cut('#');
    if (fragment !== null) parts.fragment = escaped(fragment, UNSAFE.fragment);
    const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text);
    if (scheme) {
      parts.protocol = scheme[0].toLowerCase();
      text = text.slice(scheme[0].length);
    } else if (!base || (base.opaque !== null && (text || fragment === null))) throw invalid(input);
    else parts.protocol = base.protocol;
    const special = parts.protocol in PORTS;
    const relative = base && base.protocol === parts.protocol && (!scheme || (special && !/^[/\\]/.test(text)));
    const query = cut('?');
    if (query !== null) parts.query = escaped(query, special ? UNSAFE.specialQuery : UNSAFE.query);
    if (special) text = text.replaceAll('\\', '/');
    const isFile = parts.protocol === 'file:';

    if (text.startsWith('//') || (special && !relative && !isFile)) {
      text = text.replace(special && !isFile ? /^\/*/ : /^\/\//, '');
      const end = text.indexOf('/');
      authority(parts, end < 0 ? text : text.slice(0, end), special, isFile, input);
      text = end < 0 ? '' : text.slice(end);
    } else if (relative) {
      parts.username = base.username;
      parts.password = base.password;
      parts.hostname = base.hostname;
      parts.port = base.port;
      if (base.opaque !== null || (!text && base.opaque === null)) {
        parts.opaque = base.opaque;
        parts.path = [...base.path];
        if (query === null) parts.query = base.query;
        return parts;
      }
      if (!text.startsWith('/')) text = `/${[...base.path.slice(0, -1), text].join('/')}`;
    } else if (isFile) {
      parts.hostname = '';
      if (!text.startsWith('/')) text = `/${text}`;
    } else if (!text.startsWith('/')) {
      parts.opaque = escaped(text, UNSAFE.opaque);
      return parts;
    }
    if (text || special) parts.path = dots((text || '/').slice(1).split('/').map((segment) => escaped(segment, UNSAFE.path)), special, isFile);
    return parts;
  };

  const authority = (parts, text, special, isFile, input) => {
    const at = text.lastIndexOf('@');
    if (at >= 0) {
      const [user, ...password] = text.slice(0, at).split(':');
      parts.username = escaped(user, UNSAFE.user);
      parts.password = escaped(password.join(':'), UNSAFE.user);
      text = text.slice(at + 1);
    }
    const port = /:(\d*)$/.exec(text);
    if (port && !isFile) {
      text = text.slice(0, port.index);
      if (Number(port[1]) > 65535) throw invalid(input);
      parts.port = port[1] === '' || String(Number(port[1])) === PORTS[parts.protocol] ? '' : String(Number(port[1]));
    }
    if (!text && isFile) parts.hostname = '';
    else if (!text && (special || parts.port || at >= 0)) throw invalid(input);
    else parts.hostname = text ? hostOf(text, special, input) : '';
    if (isFile && parts.hostname === 'localhost') parts.hostname = '';
  };

  const pathOf = (parts) => parts.opaque ?? (parts.path.length ? `/${parts.path.join('/')}` : '');

  class URL {
    #parts;
    #params;
    #readParams;
    constructor(url, base) {
      this.#set(parsed(textOf(url), base === undefined ? null : parsed(textOf(base), null)));
    }
    static canParse(url, base) {
      return URL.parse(url, base) !== null;
    }
    static parse(url, base) {
      try {
        return new URL(url, base);
      } catch {
        return null;
      }
    }
    #set(parts) {
      this.#parts = parts;
      if (!this.#params) {
        [this.#params, this.#readParams] = linkedParams(() => {
          this.#parts.query = this.#params.size ? this.#params.toString() : null;
        });
      }
      this.#readParams(parts.query ?? '');
    }
    #try(change) {
      const before = { ...this.#parts, path: [...this.#parts.path] };
      try {
        change(this.#parts);
      } catch {
        this.#parts = before;
      }
    }
    get #special() {
      return this.#parts.protocol in PORTS;
    }
    get href() {
      const { protocol, username, password, hostname, path, opaque, query, fragment } = this.#parts;
      const user = username || password ? `${username}${password ? `:${password}` : ''}@` : '';
      const where = hostname === null ? (opaque === null && path.length > 1 && path[0] === '' ? '/.' : '') : `//${user}${this.host}`;
      return `${protocol}${where}${pathOf(this.#parts)}${query === null ? '' : `?${query}`}${fragment === null ? '' : `#${fragment}`}`;
    }
    set href(value) {
      this.#set(parsed(textOf(value), null));
    }
    get origin() {
      return this.#special && this.#parts.protocol !== 'file:' ? `${this.#parts.protocol}//${this.host}` : 'null';
    }
    get protocol() {
      return this.#parts.protocol;
    }
    set protocol(value) {
      const scheme = /^([a-z][a-z0-9+.-]*):?/i.exec(textOf(value));
      const wanted = scheme && `${scheme[1].toLowerCase()}:`;
      if (wanted && wanted in PORTS === this.#special) {
        this.#parts.protocol = wanted;
        if (PORTS[wanted] === this.#parts.port) this.#parts.port = '';
      }
    }
    get username() {
      return this.#parts.username;
    }
    set username(value) {
      if (this.#parts.hostname) this.#parts.username = escaped(textOf(value), UNSAFE.user);
    }
    get password() {
      return this.#parts.password;
    }
    set password(value) {
      if (this.#parts.hostname) this.#parts.password = escaped(textOf(value), UNSAFE.user);
    }
    get host() {
      return `${this.hostname}${this.#parts.port ? `:${this.#parts.port}` : ''}`;
    }
    set host(value) {
      this.#try((parts) => {
        const { username, password } = parts;
        if (parts.opaque !== null) return;
        authority(parts, textOf(value).replace(/[/?#].*$/s, ''), this.#special, parts.protocol === 'file:', value);
        parts.username = username;
        parts.password = password;
      });
    }
    get hostname() {
      return this.#parts.hostname ?? '';
    }
    set hostname(value) {
      this.#try((parts) => {
        if (parts.opaque === null) parts.hostname = hostOf(textOf(value).replace(/[/?#].*$/s, ''), this.#special, value);
      });
    }
    get port() {
      return this.#parts.port;
    }
    set port(value) {
      const digits = /^\d*/.exec(textOf(value))[0];
      if (textOf(value) === '' || digits === PORTS[this.#parts.protocol]) this.#parts.port = '';
      else if (digits && Number(digits) <= 65535 && this.#parts.hostname) this.#parts.port = String(Number(digits));
    }
    get pathname() {
      return pathOf(this.#parts);
    }
    set pathname(value) {
      if (this.#parts.opaque !== null) return;
      const path = this.#special ? textOf(value).replaceAll('\\', '/') : textOf(value);
      const segments = path.replace(/^\//, '').split('/').map((segment) => escaped(segment, UNSAFE.path));
      this.#parts.path = dots(segments, this.#special, this.#parts.protocol === 'file:');
    }
    get search() {
      return this.#parts.query ? `?${this.#parts.query}` : '';
    }
    set search(value) {
      const query = textOf(value).replace(/^\?/, '');
      this.#parts.query = query ? escaped(query, this.#special ? UNSAFE.specialQuery : UNSAFE.query) : null;
      this.#readParams(this.#parts.query ?? '');
    }
    get searchParams() {
      return this.#params;
    }
    get hash() {
      return this.#parts.fragment ? `#${this.#parts.fragment}` : '';
    }
    set hash(value) {
      const fragment = textOf(value).replace(/^#/, '');
      this.#parts.fragment = fragment ? escaped(fragment, UNSAFE.fragment) : null;
    }
    toString() {
      return this.href;
    }
    toJSON() {
      return this.href;
    }
  }
  urls = { URL, URLSearchParams };
  return urls;
};

giveLater('URL', () => madeUrls().URL);
giveLater('URLSearchParams', () => madeUrls().URLSearchParams);
