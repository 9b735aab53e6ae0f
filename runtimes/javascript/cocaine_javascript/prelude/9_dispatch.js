// The one door: `dispatch(call, argument)` gives one string. Its first line, where it begins with `[`, has the lines that
// were logged and the questions to the store; then come one letter that says what became of the call, and its JSON.
//
//   p  goes on when the promises that it waits for have gone on: call `poll`
//   m  made: its capabilities        v  an event, or nothing        x  exhausted        r  a time        d  closed
//   e  user code threw: [words, stack]        b  the result is not what JSON can say: [words, stack]
//   t  the result is too large: its length    n  it is not a source: words              u  the file has no such name
//   w  what it says that it wants, or nothing

let source;
let run = { __proto__: null, kind: 'p', body: '' };

const finish = (mine, kind, body) => {
  if (mine !== run) return;
  mine.kind = kind;
  mine.body = body;
};

const fail = (mine, thrown) => finish(mine, 'e', described(thrown));

/** Read a result: wait for it, go through it, or take it for what it is. */
const take = (mine, value, mode) => {
  try {
    if (isObject(value) && typeof value.then === 'function') return void wait(mine, value, mode);
    if (mode === MADE && canBeGoneThrough(value)) {
      source.iteration = iterationOf(value, true);
      return step(mine);
    }
    if (mode === STEP && !isObject(value)) throw new TypeErrorKind(`next() must give {value, done}, not ${inspected(value)}`);
    if (mode === STEP || (mode === EITHER && isStep(value))) {
      return value.done ? finish(mine, 'x', '') : take(mine, value.value, EVENT);
    }
  } catch (thrown) {
    return fail(mine, thrown);
  }
  return say(mine, value);
};

const say = (mine, value) => {
  try {
    const text = eventOf(value);
    if (text.length > MOST_EVENT) finish(mine, 't', textOf(text.length));
    else finish(mine, 'v', text);
  } catch (thrown) {
    finish(mine, 'b', described(thrown));
  }
};

/** By `await`, which no `then` that user code has put in its place can hear of. */
const wait = async (mine, promise, mode) => {
  let value;
  try {
    value = await promise;
  } catch (thrown) {
    return fail(mine, thrown);
  }
  return mine.read(mine, value, mode);
};

const begin = (read) => (run = { __proto__: null, kind: 'p', body: '', read });

/** Call a method of the source; `read` takes its result. */
const attempt = (mine, method, on, args, mode) => {
  try {
    mine.read(mine, apply(method, on, args), mode);
  } catch (thrown) {
    fail(mine, thrown);
  }
};

const step = (mine) => {
  const { iteration } = source;
  if (iteration) attempt(mine, iteration.next, iteration.on, [], iteration.mode);
  else attempt(mine, source.call, undefined, [source.args], MADE);
};

/** For `reschedule` and `close`, whose results are no events. */
const other = (mine, value, kind) => {
  try {
    if (isObject(value) && typeof value.then === 'function') return void wait(mine, value, kind);
    return finish(mine, kind, kind === 'r' ? timeIn(value) : '');
  } catch (thrown) {
    return fail(mine, thrown);
  }
};

const make = (name, json, variables) => {
  if (variables) limitVariables(variables);
  const mine = begin(take);
  try {
    source = made(name, json);
    if (source) finish(mine, 'm', textOf(capabilitiesOf(source)));
    else finish(mine, 'u', '');
  } catch (thrown) {
    if (isObject(thrown) && getPrototypeOf(thrown) === NotASource.prototype) finish(mine, 'n', quoted(textOf(thrown.why), MOST_WORDS));
    else fail(mine, thrown);
  }
};

const state = (name) => {
  const mine = begin(take);
  try {
    finish(mine, 'w', wantsOf(name));
  } catch (thrown) {
    fail(mine, thrown);
  }
};

const answer = () => {
  let head = '';
  if (lines || questions) head = `[[${lines}],[${questions}]]\n`;
  lines = '';
  dropped = false;
  questions = '';
  return `${head}${run.kind}${run.body}`;
};

const dispatch = (call, argument, more, last) => {
  switch (call) {
    case 'next':
      step(begin(take));
      break;
    case 'process':
      attempt(begin(take), source.process, source.object, [dataOf(argument)], EVENT);
      break;
    case 'reschedule':
      attempt(begin(other), source.reschedule, source.object, [], 'r');
      break;
    case 'close':
      if (source.close) attempt(begin(other), source.close, source.object, [], 'd');
      else finish(begin(other), 'd', '');
      break;
    case 'settle':
      settle(argument);
      break;
    case 'wants':
      state(argument);
      break;
    case 'make':
      make(argument, more, last);
      break;
    case 'poll':
      break;
  }
  return answer();
};

/** The door, once in a cell. */
const start = (own) => {
  takeAway('startCocaine');
  given = own;
  for (let i = 0; i < 8; i++) key[i] = given.seed[i];
  fromBase64 = BytesKind.fromBase64;
  toBase64 = uncurried(BytesKind.prototype.toBase64);
  if (given.walled) {
    takeAway('WebAssembly');
    takeAway('SharedArrayBuffer');
    takeAway('Atomics');
  }
  takeAway('setTimeout');
  takeAway('clearTimeout');
  builtin = ownKeys(globalThis);
  return freeze(dispatch);
};
return start;
