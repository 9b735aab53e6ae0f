// From the name in the URI to a source: what runs it, and what else it can do. Nothing of it runs but its constructor,
// and, once, the `[Symbol.iterator]()` of an object without a `next()` of its own.

const ITERATES = 1;
const SCHEDULES = 2;
const PROCESSES = 4;

// How a result of a run is read.
const EVENT = 0; // as the event
const EITHER = 1; // as an iterator's result, where it has the shape of one; else as the event
const STEP = 2; // as an iterator's result
const MADE = 3; // as a function's: goes through it, where that can be done; else as the event

class NotASource {
  constructor(why) {
    this.why = why;
  }
}

/** The names of all that was there before the file; by `start`. */
let builtin;

const NATIVE = '{ [native code] }';
const isBuiltin = (name, value) => {
  if (value === globalThis || (mapHas(gifts, name) && mapGet(gifts, name) === value)) return true;
  if (typeof value === 'function' && slice(sourceText(value), -NATIVE.length) !== NATIVE) return false;
  for (let i = 0; i < builtin.length; i++) if (builtin[i] === name) return !mapHas(gifts, name);
  return false;
};

/** What the file calls so; undefined where it has nothing of that name. */
const named = (name) => {
  let value;
  try {
    value = evaluate(`typeof ${name} === 'undefined' ? undefined : ${name}`);
  } catch {
    return undefined; // a word of the language
  }
  return isBuiltin(name, value) ? undefined : value;
};

const methodOf = (object, name) => {
  const found = object[name];
  return typeof found === 'function' ? found : undefined;
};

/** What goes through an object, or undefined. */
const iterationOf = (object, lenient) => {
  const own = methodOf(object, 'next');
  if (own) return { __proto__: null, on: object, next: own, mode: isGenerator(object) || !lenient ? STEP : EITHER };
  const begin = methodOf(object, ASYNC_ITERATOR) ?? methodOf(object, ITERATOR);
  if (!begin) return undefined;
  const iterator = apply(begin, object, []);
  const next = isObject(iterator) ? methodOf(iterator, 'next') : undefined;
  if (!next) throw new NotASource(`[Symbol.iterator]() gave ${inspected(iterator)}, which has no next()`);
  return { __proto__: null, on: iterator, next, mode: STEP };
};

const isGenerator = (object) => {
  for (let at = getPrototypeOf(object), depth = 0; at && depth < 8; at = getPrototypeOf(at), depth++) {
    if (at === GeneratorPrototype.prototype || at === AsyncGeneratorPrototype.prototype) return true;
  }
  return false;
};

/** A source: its iteration, and its methods with what they are called on. */
const adapted = (object, closes) => {
  if (!isObject(object)) throw new NotASource(`${inspected(object)} is not a source`);
  const source = {
    __proto__: null,
    object,
    iteration: iterationOf(object, true),
    process: methodOf(object, 'process'),
    reschedule: methodOf(object, 'reschedule'),
    close: methodOf(object, 'close') ?? (closes ? methodOf(object, 'return') : undefined),
    args: undefined,
    call: undefined,
  };
  if (!source.iteration && !source.process && !source.reschedule) {
    throw new NotASource('the object is not a source: it has neither next(), [Symbol.iterator](), reschedule() nor process()');
  }
  return source;
};

/** A function that is called for each run. */
const called = (call, args) => ({
  __proto__: null, object: undefined, iteration: undefined, process: undefined, reschedule: undefined, close: undefined, args, call,
}); // prettier-ignore

const capabilitiesOf = (source) =>
  (source.iteration || source.call ? ITERATES : 0) | (source.reschedule ? SCHEDULES : 0) | (source.process ? PROCESSES : 0);

const isClass = (made) => {
  const text = sourceText(made);
  if (slice(text, 0, 5) !== 'class') return false;
  const next = codeAt(text, 5); // a space, `{` or a comment: a method may be called `class`, or `class$`
  return next <= 0x20 || next === 0x7b || next === 0x2f || next >= 0x80;
};

/** A constructor as they were written before there were classes: one whose prototype has something in it. */
const isOldConstructor = (made) => {
  const { prototype } = made;
  if (!isObject(prototype)) return false;
  const names = ownKeys(prototype);
  return names.length > 1 || (names.length === 1 && names[0] !== 'constructor') || getPrototypeOf(prototype) !== ObjectPrototype;
};

/** Make what the URI names; undefined where the file does not have it. */
const made = (name, json) => {
  const value = named(name || 'invoke');
  const args = parse(json);
  if (!isObject(value) || (!name && typeof value !== 'function')) return undefined;
  if (typeof value !== 'function') {
    if (ownKeys(args).length) throw new NotASource(`${name} is an object, and takes no arguments: leave the query out`);
    return adapted(value, false);
  }
  if (isClass(value)) return adapted(construct(value, [args]), false);
  const prototype = getPrototypeOf(value);
  if (prototype === GeneratorPrototype || prototype === AsyncGeneratorPrototype) return adapted(apply(value, undefined, [args]), true);
  return isOldConstructor(value) ? adapted(construct(value, [args]), false) : called(value, args);
};

/** Whether a run goes through what a function returned. */
const canBeGoneThrough = (value) =>
  isObject(value) && typeof value === 'object' && !isKindOf(MapKind, value) &&
  (typeof value.next === 'function' || typeof value[ITERATOR] === 'function' || typeof value[ASYNC_ITERATOR] === 'function'); // prettier-ignore

/** `{value, done}`, and nothing else in it. */
const isStep = (value) => {
  if (!isObject(value) || typeof value.done !== 'boolean') return false;
  const names = ownKeys(value);
  for (let i = 0; i < names.length; i++) if (names[i] !== 'value' && names[i] !== 'done') return false;
  return true;
};
