// It never comes to its end when it is loaded.
// after: processor
// source: V8: endless loops
// loading: 0.5
function attack() {}
for (;;);
