// From what user code gave to text: an event, a time, a failure.

const MOST_EVENT = 1 << 20;
const MOST_STACK = 8000;

/** A field as JSON can say it: also Map, Set, BigInt, bytes and errors. A promise is the author's slip. */
const plain = (name, value) => {
  if (typeof value === 'string') return wellFormed(value);
  if (typeof value === 'bigint') return asInteger(54, value) === value ? numberOf(value) : textOf(value);
  if (typeof value !== 'object' || value === null) return value;
  const prototype = getPrototypeOf(value);
  if (prototype === ObjectPrototype || prototype === ArrayPrototype) return value;
  if (isKindOf(MapKind, value)) return objectOf(value);
  if (isKindOf(SetKind, value)) return listOf(value);
  if (isKindOf(PromiseKind, value)) throw new TypeErrorKind(`${name ? `field ${name}` : 'it'} is a promise: await it`);
  if (isKindOf(ErrorKind, value)) return saidBy(value);
  if (isView(value) && !isKindOf(DataView, value)) return numbersOf(value);
  return value;
};

const objectOf = (map) => {
  const made = { __proto__: null };
  mapEach(map, (value, key) => {
    made[typeof key === 'symbol' ? symbolText(key) : textOf(key)] = value;
  });
  return made;
};

const listOf = (set) => {
  const made = [];
  setEach(set, (value) => {
    defineProperty(made, made.length, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
  });
  return made;
};

const DataView = globalThis.DataView;
const numbersOf = (view) => {
  const made = [];
  for (let i = 0; i < view.length; i++) {
    defineProperty(made, i, { __proto__: null, value: view[i], writable: true, enumerable: true, configurable: true });
  }
  return made;
};

/** The event as one JSON object, empty where there is nothing to say. Throws what user code throws. */
const eventOf = (value) => {
  if (value === undefined || value === null) return '';
  const text = stringify(value, plain);
  if (text === undefined) throw new TypeErrorKind(`${inspected(value)} is not what JSON can say`);
  if (text === '{}') return '';
  return text[0] === '{' ? text : `{"result":${text}}`;
};

/** Unix time in seconds. */
const timeIn = (value) => {
  const seconds = isKindOf(DateKind, value) ? timeOf(value) / 1000 : value;
  if (typeof seconds !== 'number' || !isFiniteNumber(seconds)) {
    throw new TypeErrorKind(`reschedule() must give a unix time in seconds, or a Date, not ${inspected(value)}`);
  }
  if (seconds > 1e11) {
    throw new RangeErrorKind(`reschedule() gave ${seconds}, which is milliseconds: give seconds, such as Date.now() / 1000 + 60, or a Date`);
  }
  return textOf(seconds);
};

/** A thrown value as text: `[words, stack]`. */
const described = (thrown) => {
  let words = 'an error whose text cannot be had';
  let stack = '';
  try {
    words = inspected(thrown);
    if (isKindOf(ErrorKind, thrown)) stack = thrown.stack;
  } catch {}
  return `[${quoted(textOf(words), MOST_WORDS)},${quoted(typeof stack === 'string' ? stack : '', MOST_STACK)}]`;
};
