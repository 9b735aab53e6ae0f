// Random numbers that nobody can foretell: ChaCha20 over a key that the cell got from the kernel, which is drawn anew
// from its own stream at each turn, so that what was given out cannot be found again.

const key = new WordsKind(8); // by `start`, from `given.seed`

const turned = (word, by) => (word << by) | (word >>> (32 - by));

const quarter = (s, a, b, c, d) => {
  s[a] += s[b];
  s[d] = turned(s[d] ^ s[a], 16);
  s[c] += s[d];
  s[b] = turned(s[b] ^ s[c], 12);
  s[a] += s[b];
  s[d] = turned(s[d] ^ s[a], 8);
  s[c] += s[d];
  s[b] = turned(s[b] ^ s[c], 7);
};

/** The block of this number: 16 words. */
const block = (number) => {
  const start = new WordsKind(16);
  start[0] = 0x61707865;
  start[1] = 0x3320646e;
  start[2] = 0x79622d32;
  start[3] = 0x6b206574;
  for (let i = 0; i < 8; i++) start[4 + i] = key[i];
  start[12] = number;
  const s = new WordsKind(16);
  for (let i = 0; i < 16; i++) s[i] = start[i];
  for (let round = 0; round < 10; round++) {
    quarter(s, 0, 4, 8, 12);
    quarter(s, 1, 5, 9, 13);
    quarter(s, 2, 6, 10, 14);
    quarter(s, 3, 7, 11, 15);
    quarter(s, 0, 5, 10, 15);
    quarter(s, 1, 6, 11, 12);
    quarter(s, 2, 7, 8, 13);
    quarter(s, 3, 4, 9, 14);
  }
  for (let i = 0; i < 16; i++) s[i] += start[i];
  return s;
};

const fillRandom = (bytes, length) => {
  let words;
  for (let at = 0; at < length; at++) {
    if (at % 64 === 0) words = block(1 + at / 64);
    bytes[at] = words[(at % 64) >> 2] >>> ((at % 4) * 8);
  }
  const next = block(0);
  for (let i = 0; i < 8; i++) key[i] = next[i];
};

const INTEGERS = /^(?:Int|Uint|BigInt|BigUint)\d+(?:Clamped)?Array$/;
const kindOf = uncurried(Object.getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get);

const crypto = freeze({
  getRandomValues(view) {
    if (!isView(view) || !execute(INTEGERS, kindOf(view) ?? '')) throw new TypeErrorKind('getRandomValues fills an array of integers, such as new Uint8Array(16)');
    if (view.byteLength > 65536) throw new RangeErrorKind('getRandomValues fills 65536 bytes at a time');
    fillRandom(new BytesKind(view.buffer, view.byteOffset, view.byteLength), view.byteLength);
    return view;
  },
  randomUUID() {
    const bytes = new BytesKind(16);
    fillRandom(bytes, 16);
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = bytes.toHex();
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  },
});

give('crypto', crypto);
