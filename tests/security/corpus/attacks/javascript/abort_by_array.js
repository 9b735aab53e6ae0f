// V8 itself gives up: its cell may die, and nothing else.
// after: neighbours
// control: wall
// source: V8: aborts
// deadline: 5
function attack() {
  return { n: 'x'.padEnd(5e8).split('').length };
}
