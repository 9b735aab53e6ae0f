// A proxy that is none any more: whatever touches it throws.
// after: the host
// control: wall
// source: own
function attack() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  log(proxy);
  throw proxy;
}
