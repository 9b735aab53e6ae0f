// URL and URLSearchParams. They are made when they are first looked at: most sources never do.

let urls;
const madeUrls = () => {
  if (urls) return urls;
  const { PORTS, UNSAFE, escaped, formEncoded, formDecoded, hostOf, dots, parsed, authority, pathOf } = urlParts();

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
