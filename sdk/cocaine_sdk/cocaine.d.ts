/**
 * What a JavaScript source of cocained finds, for editors and for `tsc`.
 *
 *     // @ts-check
 *     /// <reference path="…/cocaine_sdk/cocaine.d.ts" />
 *
 * Use it with `--lib es2024` (or `esnext`), and without `dom` and `node`: what these have is not there.
 * `python -c "import cocaine_sdk, pathlib; print(pathlib.Path(cocaine_sdk.__file__).with_name('cocaine.d.ts'))"` says
 * where it lies.
 */

/** What JSON can say. */
type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** The arguments of the URI's query: strings, all of them. */
type Arguments = { [name: string]: string };

/**
 * What a run may give: an object whose names are the event's fields; any other value, as the field `result`; nothing. A
 * Map, a Set, a Date, a BigInt, bytes and errors are read as one would expect.
 */
type Event = object | string | number | bigint | boolean | null | undefined | void;

type Promised<T> = T | PromiseLike<T>;

/** An object that produces events. It needs at least one of the first three, or to be iterable. */
interface Source {
  /** Run once: an event, or an iterator's result; `done` ends the task. Drivers auto, cron, manual, once, fs. */
  next?(): Promised<Event | IteratorResult<Event, unknown>>;
  /** When to run next: unix time in seconds, or a Date. Driver manual. */
  reschedule?(): Promised<number | Date>;
  /** Handle data. Drivers zeromq and fs; fs hands over `{"event", "path", "from"?}` as JSON. */
  process?(data: Data): Promised<Event>;
  /** Let go, within a second, before the cell ends. */
  close?(): Promised<void>;
}

/** What can be named in a URI. */
type SourceClass = new (args: Arguments) => Source | Iterable<Event> | AsyncIterable<Event>;
type SourceFunction = (args: Arguments) => Promised<Event> | Iterable<Event> | AsyncIterable<Event> | Source;

/** What `process` is handed: bytes, which as text are read as UTF-8. */
interface Data extends Uint8Array {
  /** The bytes as text; so are `String(data)` and `${data}`. */
  text(): string;
  /** The bytes as JSON. */
  json(): any;
}

/** The source's own durable values, shared by all runs and threads of its URI. */
interface Store {
  /** The value, or the fallback. Keys have up to 256 characters. */
  get(key: string): Promise<any>;
  get<T>(key: string, fallback: T): Promise<any>;
  /** A value is what JSON can say, up to 256 KiB. */
  set(key: string, value: Event): Promise<void>;
  /** Whether there was one. */
  delete(key: string): Promise<boolean>;
  /** Count, by 1; the new number. */
  incr(key: string, by?: number): Promise<number>;
  /** Set a value where it is still the expected one, null for none; whether it was done. */
  compare_and_set(key: string, expected: Event, value: Event): Promise<boolean>;
  /** The same. */
  compareAndSet(key: string, expected: Event, value: Event): Promise<boolean>;
}

/** A file, read when it was opened: 960 KiB at most. */
interface SourceFile {
  text(): Promise<string>;
  bytes(): Promise<Uint8Array>;
  /** Without their ends. */
  lines(): Promise<string[]>;
  json(): Promise<any>;
}

interface FetchInit {
  /** GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS. */
  method?: string;
  headers?: { [name: string]: string } | Map<string, string>;
  body?: string | ArrayBufferView | null;
  /** Milliseconds; as long as the run has, where it is left out. */
  timeout?: number;
}

interface FetchHeaders {
  get(name: string): string | null;
  has(name: string): boolean;
  forEach(each: (value: string, name: string) => void): void;
}

/** What a web server answered, whatever its status; its body has 960 KiB at most. */
interface FetchResponse {
  readonly status: number;
  /** Whether the status is one of success. */
  readonly ok: boolean;
  /** That of the last redirect. */
  readonly url: string;
  readonly headers: FetchHeaders;
  text(): Promise<string>;
  bytes(): Promise<Uint8Array>;
  json(): Promise<any>;
}

/** A TCP connection. */
interface Connection extends AsyncIterable<string> {
  send(data: string | ArrayBufferView): Promise<void>;
  /** What has come, so many bytes at most; nothing at the end of the connection. */
  recv(most?: number): Promise<Uint8Array>;
  /** A line with its end; empty at the end of the connection. */
  readline(most?: number): Promise<string>;
  close(): Promise<void>;
}

/** What a source says that it wants, as `static wants` or `const wants`: it gets no more than that of what is granted. */
interface Wants {
  read?: string[];
  connect?: string[];
  fetch?: string[];
  env?: string[];
}

/** Lines in the daemon's log. */
interface Log {
  (...words: unknown[]): void;
  debug(...words: unknown[]): void;
  info(...words: unknown[]): void;
  warning(...words: unknown[]): void;
  warn(...words: unknown[]): void;
  error(...words: unknown[]): void;
}

interface Console {
  debug(...words: unknown[]): void;
  info(...words: unknown[]): void;
  log(...words: unknown[]): void;
  warn(...words: unknown[]): void;
  error(...words: unknown[]): void;
  trace(...words: unknown[]): void;
  dir(...words: unknown[]): void;
  dirxml(...words: unknown[]): void;
  table(...words: unknown[]): void;
  group(...words: unknown[]): void;
  groupCollapsed(...words: unknown[]): void;
  groupEnd(): void;
  clear(): void;
  assert(holds?: unknown, ...words: unknown[]): void;
  count(label?: string): void;
  countReset(label?: string): void;
  time(label?: string): void;
  timeLog(label?: string, ...words: unknown[]): void;
  timeEnd(label?: string): void;
}

declare const store: Store;
declare const log: Log;
declare const console: Console;

// What follows reaches what the operator grants; all else is an error whose name is PermissionError.

declare function open(path: string): Promise<SourceFile>;
declare function fetch(url: string | URL, init?: FetchInit): Promise<FetchResponse>;
/** `timeout`: milliseconds of each wait; as long as the run has, where it is left out. */
declare function connect(host: string, port: number, options?: { timeout?: number }): Promise<Connection>;
/** The variables of the daemon's environment that are granted. */
declare const env: { readonly [name: string]: string | undefined };

declare function queueMicrotask(task: () => void): void;
declare function atob(base64: string): string;
declare function btoa(text: string): string;

interface Crypto {
  /** Fill an array of integers, up to 65536 bytes. */
  getRandomValues<T extends ArrayBufferView>(view: T): T;
  randomUUID(): string;
}
declare const crypto: Crypto;

declare class TextEncoder {
  readonly encoding: 'utf-8';
  encode(text?: string): Uint8Array;
  encodeInto(text: string, target: Uint8Array): { read: number; written: number };
}

/** UTF-8 and UTF-16LE. */
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  readonly encoding: string;
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;
  decode(data?: ArrayBuffer | ArrayBufferView, options?: { stream?: boolean }): string;
}

/** A host name outside of ASCII becomes Punycode where it is written from left to right; else it must be written so. */
declare class URL {
  constructor(url: string | URL, base?: string | URL);
  static canParse(url: string | URL, base?: string | URL): boolean;
  static parse(url: string | URL, base?: string | URL): URL | null;
  href: string;
  readonly origin: string;
  protocol: string;
  username: string;
  password: string;
  host: string;
  hostname: string;
  port: string;
  pathname: string;
  search: string;
  readonly searchParams: URLSearchParams;
  hash: string;
  toString(): string;
  toJSON(): string;
}

declare class URLSearchParams {
  constructor(from?: string | URLSearchParams | Iterable<[string, string]> | Record<string, string>);
  readonly size: number;
  append(name: string, value: string): void;
  delete(name: string, value?: string): void;
  get(name: string): string | null;
  getAll(name: string): string[];
  has(name: string, value?: string): boolean;
  set(name: string, value: string): void;
  sort(): void;
  forEach(callback: (value: string, name: string, params: URLSearchParams) => void, self?: unknown): void;
  entries(): IterableIterator<[string, string]>;
  keys(): IterableIterator<string>;
  values(): IterableIterator<string>;
  [Symbol.iterator](): IterableIterator<[string, string]>;
  toString(): string;
}
