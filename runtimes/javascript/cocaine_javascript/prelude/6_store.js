// `store`: questions to the host leave with the answer to the call, and are answered by the next one.

const MOST_WAITING = 1000;
const MOST_VALUE = 1 << 18;
const MOST_QUESTIONS = 1 << 22;
const waiting = new MapKind();
let asked = 0;
let questions = '';

const keyOf = (key) => {
  if (typeof key !== 'string') throw new TypeErrorKind(`a store key is a string, not ${inspected(key)}`);
  return quoted(key, key.length);
};

const valueOf = (value) => {
  const text = stringify(value, plain);
  if (text === undefined) throw new TypeErrorKind(`a stored value must be what JSON can say, not ${inspected(value)}`);
  if (text.length > MOST_VALUE) throw new RangeErrorKind(`a stored value of ${text.length} bytes, and ${MOST_VALUE} are the most`);
  return text;
};

/** Put a question; its promise has the answer. */
const ask = (verb, words) =>
  new PromiseKind((resolve, reject) => {
    const text = words();
    if (mapSize(waiting) >= MOST_WAITING || questions.length > MOST_QUESTIONS) throw new RangeErrorKind(`${mapSize(waiting)} calls of the store wait already: await them`);
    asked++;
    mapSet(waiting, asked, { __proto__: null, resolve, reject });
    questions += `${questions ? ',' : ''}[${asked},"${verb}",${text}]`;
  });

const compareAndSet = (key, expected, value) =>
  ask('compare_and_set', () => `[${keyOf(key)},${valueOf(expected ?? null)},${valueOf(value ?? null)}]`);

const incr = (key, by = 1) =>
  ask('incr', () => {
    if (!isInteger(by)) throw new TypeErrorKind(`store.incr counts by an integer, not by ${inspected(by)}`);
    return `[${keyOf(key)},${textOf(by)}]`;
  });
const isInteger = Number.isSafeInteger;

const store = freeze({
  get: async (key, fallback) => {
    const value = await ask('get', () => `[${keyOf(key)}]`);
    return value === undefined ? fallback : value;
  },
  set: (key, value) => ask('set', () => `[${keyOf(key)},${valueOf(value)}]`),
  delete: (key) => ask('delete', () => `[${keyOf(key)}]`),
  incr,
  compare_and_set: compareAndSet,
  compareAndSet,
});

/** The host's answers: `[number, failed, value]` each, without a value where there is none. */
const settle = (json) => {
  const answers = parse(json);
  for (let i = 0; i < answers.length; i++) {
    const answer = answers[i];
    const asker = mapGet(waiting, answer[0]);
    mapDelete(waiting, answer[0]);
    if (answer[1]) asker.reject(new ErrorKind(answer[2]));
    else asker.resolve(answer[2]);
  }
};

give('store', store);
