// A line of the log ends the first line of the door's answer, and gives the rest of it.
// after: interpreter
// source: injection
function attack() {
  log('a"]],[]]\nv{"proof":"forged"}');
  return { n: 1 };
}
