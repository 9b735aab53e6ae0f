// A line of the log is.
// after: the host
// control: wall
// source: own
function attack() {
  log('\ud800');
  throw new Error('\udfff');
}
