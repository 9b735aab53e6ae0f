// A time that is none.
// after: the host
// control: wall
// source: own
// calls: reschedule reschedule reschedule
class attack {
  n = 0;
  next() { return { n: 1 }; }
  reschedule() { return [{ valueOf: () => NaN }, -Infinity, 10n][this.n++]; }
}
