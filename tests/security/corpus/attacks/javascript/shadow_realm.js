// Another realm, whose names nobody has taken away.
// after: interpreter
// control: wall
// source: V8: ShadowRealm
function attack() {
  return { proof: new ShadowRealm().evaluate('typeof WebAssembly') };
}
