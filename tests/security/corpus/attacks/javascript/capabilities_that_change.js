// It can do something when it is loaded, and nothing when it is called.
// after: the host
// control: wall
// source: own
// calls: process reschedule next
let asked = 0;
const attack = {
  get next() { return asked++ < 1 ? () => ({ n: 1 }) : undefined; },
  get process() { return asked++ < 4 ? () => ({ n: 1 }) : 5; },
  get reschedule() { return asked++ < 5 ? () => 1 : 5; },
};
