// uri: all
// expect: [{"result": 1}, {"result": 2}, {"result": "done"}, "END"]
function* inner() { yield 1; yield 2; return 'done'; }
function* all() { const last = yield* inner(); yield last; }
