// uri: Quiet
// expect: [null, null, null, {"result": 0}, {"result": ""}, {"result": false}, {"result": [null]}, {"result": null}]
class Quiet {
  constructor() { this.values = [undefined, null, {}, 0, '', false, [undefined], NaN]; }
  next() { return this.values.shift(); }
}
