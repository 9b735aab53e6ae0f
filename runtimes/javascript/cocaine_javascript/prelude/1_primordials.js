// What the prelude is made of, taken before user code can change it.
//
// The files of this folder are one strict function, which runs before a cell sees the user's file; mostly even in the
// zygote, for V8's snapshot (`engines/snapshot.py`), when some of what V8 14 has is not there yet: that is taken by `start`.
// Nothing in the way of a call may use what user code can reach later: no method by its name, no spread, no destructuring
// of arrays, no regular expression but by `execute`, no array that is written to. Lists are text, or a Map by its captured
// methods.

const { apply, construct, defineProperty, deleteProperty, getPrototypeOf, ownKeys, setPrototypeOf } = Reflect;
const uncurried = (method) => (self, ...rest) => apply(method, self, rest);

const { freeze } = Object;
const { stringify, parse } = JSON;
const { isArray } = Array;
const { isView } = ArrayBuffer;
const { isFinite: isFiniteNumber } = Number;
const evaluate = globalThis.eval;
const textOf = String;
const numberOf = Number;
const asInteger = BigInt.asIntN;
const MapKind = Map;
const SetKind = Set;
const DateKind = Date;
const ErrorKind = Error;
const RangeErrorKind = RangeError;
const TypeErrorKind = TypeError;
const PromiseKind = Promise;
const BytesKind = Uint8Array;
const WordsKind = Uint32Array;
const ObjectPrototype = Object.prototype;
const ArrayPrototype = Array.prototype;
const GeneratorPrototype = getPrototypeOf(function* () {});
const AsyncGeneratorPrototype = getPrototypeOf(async function* () {});
const { iterator: ITERATOR, asyncIterator: ASYNC_ITERATOR } = Symbol;

const slice = uncurried(String.prototype.slice);
const wellFormed = uncurried(String.prototype.toWellFormed);
const codeAt = uncurried(String.prototype.charCodeAt);
const execute = uncurried(RegExp.prototype.exec);
const sourceText = uncurried(Function.prototype.toString);
const isKindOf = uncurried(Function.prototype[Symbol.hasInstance]);
const mapGet = uncurried(Map.prototype.get);
const mapSet = uncurried(Map.prototype.set);
const mapHas = uncurried(Map.prototype.has);
const mapDelete = uncurried(Map.prototype.delete);
const mapSize = uncurried(Object.getOwnPropertyDescriptor(Map.prototype, 'size').get);
const mapEach = uncurried(Map.prototype.forEach);
const setEach = uncurried(Set.prototype.forEach);
const timeOf = uncurried(Date.prototype.getTime);
const symbolText = uncurried(Symbol.prototype.toString);
let given; // what is the cell's own; this and the next two by `start`
let fromBase64;
let toBase64;
const bytesLength = uncurried(Object.getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype), 'byteLength').get);
const subarray = uncurried(getPrototypeOf(Uint8Array.prototype).subarray);

/** Text as JSON, short enough, and such as UTF-8 can say. */
const quoted = (text, most) => stringify(wellFormed(slice(text, 0, most)));

const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

const gifts = new MapKind();
/** A name that every file finds, and may use for something of its own. */
const give = (name, value) => {
  mapSet(gifts, name, value);
  defineProperty(globalThis, name, { __proto__: null, value, writable: true, configurable: true, enumerable: false });
};
/** The same for what is large, and seldom wanted: made when it is first looked at. */
const giveLater = (name, make) =>
  defineProperty(globalThis, name, {
    __proto__: null,
    configurable: true,
    enumerable: false,
    get() {
      give(name, make());
      return mapGet(gifts, name);
    },
    set(value) {
      defineProperty(globalThis, name, { __proto__: null, value, writable: true, configurable: true, enumerable: true });
    },
  });

const takeAway = (name) => {
  if (!deleteProperty(globalThis, name)) globalThis[name] = undefined;
};
