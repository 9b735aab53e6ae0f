// @ts-check
/// <reference path="../../sdk/cocaine_sdk/cocaine.d.ts" />

/**
 * Counts, and remembers how far it came: in the store, which outlives the source.
 *
 *     cocaine push 'javascript:///counter.js/Counter?start=5' --interval 1s
 */
class Counter {
  #step;

  /** @param {{ start?: string, step?: string }} args */
  constructor({ start = '0', step = '1' }) {
    this.start = Number(start);
    this.#step = Number(step);
  }

  async next() {
    const runs = await store.incr('runs');
    return { count: this.start + (runs - 1) * this.#step, even: runs % 2 === 0 };
  }
}
