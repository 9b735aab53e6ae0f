// What `4_urls.js` is made of: reading a URL, after the URL standard.

const urlParts = () => {
  const PORTS = { __proto__: null, 'http:': '80', 'https:': '443', 'ws:': '80', 'wss:': '443', 'ftp:': '21', 'file:': '' };
  const C0 = '\\x00-\\x1f\\x7f-\\u{10ffff}';
  const UNSAFE = {
    fragment: ' "<>`',
    query: ' "#<>',
    specialQuery: ` "#<>'`,
    path: ' "#<>?`{}^',
    user: ' "#<>?`{}/:;=@[\\\\\\]^|',
    opaque: '',
  };
  const FORBIDDEN = /[\x00-\x20#/:<>?@[\\\]^|%\x7f]/;

  const percent = (text) => Array.from(utf8Bytes(text), (byte) => `%${byte < 16 ? '0' : ''}${byte.toString(16).toUpperCase()}`).join('');
  const escaped = (text, unsafe) => text.replace(new RegExp(`[${C0}${unsafe}]`, 'gu'), percent);
  const unescaped = (text) => {
    const bytes = utf8Bytes(text);
    const made = [];
    for (let i = 0; i < bytes.length; i++) {
      const hex = bytes[i] === 37 ? String.fromCharCode(bytes[i + 1], bytes[i + 2]) : '';
      if (/^[0-9a-f]{2}$/i.test(hex)) {
        made.push(Number.parseInt(hex, 16));
        i += 2;
      } else made.push(bytes[i]);
    }
    return utf8Text(BytesKind.from(made));
  };

  const invalid = (input, why = '') => new TypeErrorKind(`Invalid URL: ${why}${textOf(input).slice(0, 200)}`);
  let inAscii; // what 4_hosts.js has

  const formEncoded = (text) => percent(text).replace(/%[0-9A-F]{2}/g, (hex) => {
    const char = String.fromCharCode(Number.parseInt(hex.slice(1), 16));
    return char === ' ' ? '+' : /[A-Za-z0-9*\-._]/.test(char) ? char : hex;
  });
  const formDecoded = (text) => unescaped(text.replaceAll('+', ' '));

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
    let host = unescaped(text).toLowerCase();
    if (/[^\x00-\x7f]/.test(host)) host = (inAscii ??= hostNames())(unescaped(text), (why) => invalid(input, why));
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

  return { PORTS, UNSAFE, escaped, formEncoded, formDecoded, hostOf, dots, parsed, authority, pathOf };
};
