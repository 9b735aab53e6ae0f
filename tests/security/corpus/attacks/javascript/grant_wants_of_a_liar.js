// What it wants is a getter, and never comes.
// after: processor
// source: own
// loading: 0.5
// control: wall
class attack {
  static get wants() { for (;;); }
  next() { return { n: 1 }; }
}
