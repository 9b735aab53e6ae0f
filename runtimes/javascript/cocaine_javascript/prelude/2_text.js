// Text and bytes: what the encoders, `process(data)` and URLs share.

const REPLACEMENT = 0xfffd;

const utf8Bytes = (text) => {
  const bytes = new BytesKind(text.length * 3);
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    let code = codeAt(text, i);
    if (code >= 0xd800 && code < 0xe000) {
      const low = code < 0xdc00 && i + 1 < text.length ? codeAt(text, i + 1) : 0;
      if (low >= 0xdc00 && low < 0xe000) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        i++;
      } else code = REPLACEMENT;
    }
    if (code < 0x80) bytes[at++] = code;
    else if (code < 0x800) {
      bytes[at++] = 0xc0 | (code >> 6);
      bytes[at++] = 0x80 | (code & 63);
    } else if (code < 0x10000) {
      bytes[at++] = 0xe0 | (code >> 12);
      bytes[at++] = 0x80 | ((code >> 6) & 63);
      bytes[at++] = 0x80 | (code & 63);
    } else {
      bytes[at++] = 0xf0 | (code >> 18);
      bytes[at++] = 0x80 | ((code >> 12) & 63);
      bytes[at++] = 0x80 | ((code >> 6) & 63);
      bytes[at++] = 0x80 | (code & 63);
    }
  }
  return subarray(bytes, 0, at);
};

const fromPoint = String.fromCodePoint;

/** The text of UTF-8; what is none becomes U+FFFD, or is a TypeError where it is `fatal`. */
const utf8Text = (bytes, fatal = false) => {
  const length = bytesLength(bytes);
  let text = '';
  for (let i = 0; i < length; ) {
    const first = bytes[i++];
    if (first < 0x80) {
      text += fromPoint(first);
      continue;
    }
    const more = first >= 0xc2 && first < 0xe0 ? 1 : first >= 0xe0 && first < 0xf0 ? 2 : first >= 0xf0 && first < 0xf5 ? 3 : 0;
    let code = more === 1 ? first & 31 : more === 2 ? first & 15 : first & 7;
    let good = more > 0;
    for (let left = more; good && left > 0; left--) {
      const next = i < length ? bytes[i] : 0;
      const least = left === more && first === 0xe0 ? 0xa0 : left === more && first === 0xf0 ? 0x90 : 0x80;
      const most = left === more && first === 0xed ? 0x9f : left === more && first === 0xf4 ? 0x8f : 0xbf;
      good = next >= least && next <= most;
      if (good) {
        code = (code << 6) | (next & 63);
        i++;
      }
    }
    if (!good && fatal) throw new TypeErrorKind('the bytes are no UTF-8');
    text += fromPoint(good ? code : REPLACEMENT);
  }
  return text;
};

const bytesOf = (data) => {
  if (data === undefined) return new BytesKind(0);
  if (isView(data)) return new BytesKind(data.buffer, data.byteOffset, data.byteLength);
  return new BytesKind(data);
};

class TextEncoder {
  get encoding() {
    return 'utf-8';
  }
  encode(text = '') {
    return new BytesKind(utf8Bytes(textOf(text)));
  }
  encodeInto(text, target) {
    let read = 0;
    let written = 0;
    for (const point of textOf(text)) {
      const bytes = utf8Bytes(point);
      if (written + bytes.length > target.length) break;
      target.set(bytes, written);
      written += bytes.length;
      read += point.length;
    }
    return { read, written };
  }
}

const LABELS = { 'utf-8': 'utf-8', utf8: 'utf-8', 'unicode-1-1-utf-8': 'utf-8', 'utf-16le': 'utf-16le', 'utf-16': 'utf-16le' };

class TextDecoder {
  #encoding;
  #fatal;
  #ignoreBOM;
  #held = [];
  constructor(label = 'utf-8', { fatal = false, ignoreBOM = false } = {}) {
    this.#encoding = LABELS[textOf(label).trim().toLowerCase()];
    if (!this.#encoding) throw new RangeErrorKind(`TextDecoder knows utf-8 and utf-16le, not ${label}`);
    this.#fatal = Boolean(fatal);
    this.#ignoreBOM = Boolean(ignoreBOM);
  }
  get encoding() {
    return this.#encoding;
  }
  get fatal() {
    return this.#fatal;
  }
  get ignoreBOM() {
    return this.#ignoreBOM;
  }
  decode(data, { stream = false } = {}) {
    const bytes = new BytesKind([...this.#held, ...bytesOf(data)]);
    const whole = stream ? bytes.length - this.#unfinished(bytes) : bytes.length;
    this.#held = [...bytes.subarray(whole)];
    const text = this.#encoding === 'utf-8' ? utf8Text(bytes.subarray(0, whole), this.#fatal) : this.#utf16(bytes.subarray(0, whole));
    return !this.#ignoreBOM && text[0] === '\ufeff' ? text.slice(1) : text;
  }
  #unfinished(bytes) {
    if (this.#encoding !== 'utf-8') return bytes.length % 2;
    for (let back = 1; back <= Math.min(3, bytes.length); back++) {
      const byte = bytes[bytes.length - back];
      if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
      if (byte < 0x80) return 0;
    }
    return 0;
  }
  #utf16(bytes) {
    if (bytes.length % 2 && this.#fatal) throw new TypeErrorKind('the bytes are no UTF-16');
    let text = '';
    for (let i = 0; i + 1 < bytes.length; i += 2) text += String.fromCharCode(bytes[i] | (bytes[i + 1] << 8));
    return bytes.length % 2 ? `${text}\ufffd` : text;
  }
}

const btoa = (text) => {
  const bytes = new BytesKind(textOf(text).length);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = textOf(text).charCodeAt(i);
    if (textOf(text).charCodeAt(i) > 255) throw new RangeErrorKind('btoa takes characters up to U+00FF; encode with TextEncoder first');
  }
  return bytes.toBase64();
};
const atob = (text) => {
  let found = '';
  for (const byte of apply(fromBase64, BytesKind, [textOf(text)])) found += String.fromCharCode(byte);
  return found;
};

/** What `process` is handed: bytes, which as text are read as UTF-8. */
class Data extends Uint8Array {
  static get [Symbol.species]() {
    return BytesKind;
  }
  toString() {
    return utf8Text(this);
  }
  text() {
    return utf8Text(this);
  }
  json() {
    return JSON.parse(utf8Text(this));
  }
}
const DataPrototype = Data.prototype;
const dataOf = (base64) => {
  const bytes = apply(fromBase64, BytesKind, [base64]);
  setPrototypeOf(bytes, DataPrototype);
  return bytes;
};

give('TextEncoder', TextEncoder);
give('TextDecoder', TextDecoder);
give('btoa', btoa);
give('atob', atob);
