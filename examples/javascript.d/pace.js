// @ts-check
/// <reference path="../../sdk/cocaine_sdk/cocaine.d.ts" />

/**
 * Says itself when it runs next: less and less often, up to a longest pause in seconds.
 *
 *     cocaine push 'javascript:///pace.js/Pace?longest=60' --driver manual
 */
class Pace {
  pause = 1;

  /** @param {{ longest?: string }} args */
  constructor({ longest = '60' }) {
    this.longest = Number(longest);
  }

  next() {
    this.pause = Math.min(this.longest, this.pause * 2);
    return { pause: this.pause };
  }

  reschedule() {
    return Date.now() / 1000 + this.pause;
  }
}
