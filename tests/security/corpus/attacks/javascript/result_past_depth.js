// A result that is nested too deeply.
// after: the host
// control: wall
// source: own
function attack() {
  let result = 1;
  for (let i = 0; i < 5000; i++) result = [result];
  return { result };
}
