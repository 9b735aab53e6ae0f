// uri: guarded
// expect: [{"step": 1}, {"step": 2}]
function* guarded() {
  let step = 0;
  try { for (;;) yield { step: ++step }; } finally { log('closed'); }
}
