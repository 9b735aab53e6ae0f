// Host names outside of ASCII, after UTS #46 as far as V8 can tell: letters, marks and digits of scripts that are written
// from left to right. What is accepted becomes what the standard says; for the rest one would need its tables, and it is
// refused. Made when it is first wanted.

const hostNames = () => {
  const SCRIPTS =
    'Latin Greek Cyrillic Armenian Georgian Han Hiragana Katakana Hangul Bopomofo Thai Lao Khmer Myanmar Tibetan Devanagari Bengali ' +
    'Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala Ethiopic Inherited';
  const scripts = SCRIPTS.replaceAll(/\w+/g, '\\p{scx=$&}').replaceAll(' ', '');
  const known = new RegExp(`^[\\x00-\\x7f[[\\p{L}\\p{M}\\p{N}]&&[${scripts}]]]*$`, 'v');
  const folded = /[\p{DI}\u03f2\u1c80-\u1c8a\u{1d6a8}-\u{1d7cb}]/u; // in another way than by NFKC and small letters

  /** As small letters, one by one: a sigma at the end of a word is one like the others. */
  const mapped = (text) => {
    const small = Array.from(text.normalize('NFKC'), (char) => char.toLowerCase()).join('');
    return small.normalize('NFD').replaceAll('\u0345', '\u03b9').normalize('NFC');
  };

  /** A label in Punycode (RFC 3492, section 6.3). */
  const encoded = (label) => {
    const points = Array.from(label, (char) => char.codePointAt(0));
    const basic = points.filter((point) => point < 128);
    let made = String.fromCharCode(...basic) + (basic.length ? '-' : '');
    let done = basic.length;
    let bias = 72;
    let delta = 0;
    const write = () => {
      let left = delta;
      for (let k = 36; ; k += 36) {
        const least = Math.min(Math.max(k - bias, 1), 26);
        const digit = left < least ? left : least + ((left - least) % (36 - least));
        made += String.fromCharCode(digit + (digit < 26 ? 97 : 22));
        if (left < least) break;
        left = Math.floor((left - least) / (36 - least));
      }
      delta = Math.floor(delta / (done === basic.length ? 700 : 2));
      delta += Math.floor(delta / ++done);
      for (bias = 0; delta > 455; bias += 36) delta = Math.floor(delta / 35);
      bias += Math.floor((36 * delta) / (delta + 38));
      delta = 0;
    };
    for (let from = 128; done < points.length; ) {
      const next = Math.min(...points.filter((point) => point >= from));
      delta += (next - from) * (done + 1);
      for (const point of points) {
        if (point < next) delta++;
        if (point === next) write();
      }
      delta++;
      from = next + 1;
    }
    return `xn--${made}`;
  };

  const labelOf = (label, fail) => {
    if (/^[\x00-\x7f]*$/.test(label)) return label;
    if (/^(?:\p{M}|xn--)/u.test(label)) throw fail('');
    return encoded(label);
  };

  /** The name in ASCII. `fail` makes the error of what it is told. */
  return (host, fail) => {
    const text = host.replaceAll(/[\u3002\uff0e\uff61]/g, '.');
    const made = mapped(text);
    const labels = made.split('.');
    if (folded.test(text) || !known.test(made) || labels.length !== text.split('.').length) {
      throw fail('a host name with such characters must be written in Punycode: ');
    }
    return labels.map((label) => labelOf(label, fail)).join('.');
  };
};
