// It returns, and its promises go on for ever.
// after: processor
// source: V8: microtasks
// deadline: 0.3
function attack() {
  (function again() { Promise.resolve().then(again); })();
  return new Promise(() => {});
}
