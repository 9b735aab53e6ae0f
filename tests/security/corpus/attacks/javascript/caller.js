// A sloppy function knows who called it.
// after: interpreter
// source: vm: arguments.callee.caller
function attack() {
  const found = [];
  for (let at = look(); at && found.length < 10; at = at.caller) found.push(String(at));
  function look() { return attack.caller; }
  return { proof: found };
}
