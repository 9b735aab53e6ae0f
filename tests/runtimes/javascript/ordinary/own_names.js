// uri: Own
// expect: [{"log": 2, "console": "mine", "url": "mine", "error": 1}]
const log = (n) => n * 2;
let console = { log: () => 'mine' };
class URL { toString() { return 'mine'; } }
function error() { return 1; }
class Own { next() { return { log: log(1), console: console.log(), url: String(new URL()), error: error() }; } }
