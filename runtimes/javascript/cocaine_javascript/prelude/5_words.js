// `log` and `console`: lines that leave with the answer to the call in which they were written.

const MOST_WORDS = 2000;
const MOST_LINES = 1 << 19;

let lines = '';
let dropped = false;

/** A value for people, whatever it is: nothing that it does can fail this. */
const inspected = (value) => {
  try {
    switch (typeof value) {
      case 'string':
        return value;
      case 'symbol':
        return symbolText(value);
      case 'bigint':
        return `${textOf(value)}n`;
      case 'function':
        return `[function ${value.name || '(anonymous)'}]`;
      case 'object':
        if (value === null) return 'null';
        if (isKindOf(ErrorKind, value)) return saidBy(value);
        if (isKindOf(DateKind, value)) return textOf(stringify(value));
        return stringify(value, plain) ?? '[object]';
      default:
        return textOf(value);
    }
  } catch {
    return '[object]';
  }
};

/** What an error says: its name, its message, its cause. */
const saidBy = (error) => {
  const name = textOf(error.name);
  const message = textOf(error.message);
  const said = message ? (name ? `${name}: ${message}` : message) : name;
  return error.cause === undefined ? said : `${said} (cause: ${inspected(error.cause)})`;
};

const write = (level, text) => {
  if (lines.length > MOST_LINES) {
    if (!dropped) lines += ',["warning","too many lines in one run: the rest is dropped"]';
    dropped = true;
    return;
  }
  lines += `${lines ? ',' : ''}["${level}",${quoted(text, MOST_WORDS)}]`;
};

const joined = (words) => {
  let text = '';
  for (let i = 0; i < words.length; i++) text += (i ? ' ' : '') + inspected(words[i]);
  return text;
};

const writer = (level, name) => {
  const at = (...words) => write(level, joined(words));
  defineProperty(at, 'name', { __proto__: null, value: name });
  return at;
};

const log = writer('info', 'log');
const debug = writer('debug', 'debug');
const info = writer('info', 'info');
const warning = writer('warning', 'warning');
const error = writer('error', 'error');
defineProperty(log, 'debug', { __proto__: null, value: debug });
defineProperty(log, 'info', { __proto__: null, value: info });
defineProperty(log, 'warning', { __proto__: null, value: warning });
defineProperty(log, 'warn', { __proto__: null, value: warning });
defineProperty(log, 'error', { __proto__: null, value: error });

const counts = new MapKind();
const timers = new MapKind();
const clock = Date.now;
const ignore = () => {};

const console = {
  debug,
  info,
  log: writer('info', 'log'),
  warn: warning,
  error,
  trace: debug,
  dir: info,
  dirxml: info,
  table: info,
  group: info,
  groupCollapsed: info,
  groupEnd: ignore,
  clear: ignore,
  assert(holds, ...words) {
    if (!holds) write('error', `Assertion failed${words.length ? ': ' : ''}${joined(words)}`);
  },
  count(label = 'default') {
    mapSet(counts, textOf(label), (mapGet(counts, textOf(label)) ?? 0) + 1);
    write('info', `${textOf(label)}: ${mapGet(counts, textOf(label))}`);
  },
  countReset(label = 'default') {
    mapDelete(counts, textOf(label));
  },
  time(label = 'default') {
    mapSet(timers, textOf(label), clock());
  },
  timeLog(label = 'default', ...words) {
    const began = mapGet(timers, textOf(label));
    if (began !== undefined) write('info', `${textOf(label)}: ${clock() - began} ms${words.length ? ' ' : ''}${joined(words)}`);
  },
  timeEnd(label = 'default') {
    console.timeLog(label);
    mapDelete(timers, textOf(label));
  },
};

give('log', log);
give('console', console);
give('queueMicrotask', (task) => {
  if (typeof task !== 'function') throw new TypeErrorKind('queueMicrotask takes a function');
  (async () => {
    await undefined;
    task();
  })();
});
