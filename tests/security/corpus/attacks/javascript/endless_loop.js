// It never returns, and catches whatever can be caught.
// after: processor
// source: V8: endless loops
// deadline: 0.3
function attack() {
  for (;;) try { for (;;); } catch {} finally { for (;;); }
}
