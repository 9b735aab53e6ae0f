// uri: primes?below=12
// expect: [{"prime": 2}, {"prime": 3}, {"prime": 5}, {"prime": 7}, {"prime": 11}, "END"]
"use strict";
function* primes({ below }) {
  outer: for (let n = 2; n < Number(below); n++) {
    for (let d = 2; d * d <= n; d++) if (n % d === 0) continue outer;
    yield { prime: n };
  }
}
