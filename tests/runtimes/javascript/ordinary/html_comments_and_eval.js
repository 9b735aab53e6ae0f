// uri: Old
// expect: [{"sum": 3, "with": 1, "made": 6}]
<!-- as it was done once
function Old() {}
Old.prototype = { next: function () { with ({ a: 1 }) { return { sum: eval('1 + 2'), with: a, made: new Function('x', 'return x * 2')(3) }; } } };
