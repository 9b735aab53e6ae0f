// uri: Clock?zone=utc
// expect: [{"zone": "utc", "ticks": 1}, {"zone": "utc", "ticks": 2}]
function Base() {}
Base.prototype.count = function () { return ++this.ticks; };
function Clock(args) {
  Base.call(this);
  this.zone = args.zone;
  this.ticks = 0;
}
Clock.prototype = Object.create(Base.prototype);
Clock.prototype.constructor = Clock;
Clock.prototype.next = function () {
  var self = this;
  return { zone: self.zone, ticks: self.count() };
};
