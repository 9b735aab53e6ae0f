// The name of a field is half of a character, which UTF-8 cannot say.
// after: the host
// control: wall
// source: own
function attack() {
  return { ['\ud800']: 1, a: '\udfff', b: ['\ud800x'] };
}
