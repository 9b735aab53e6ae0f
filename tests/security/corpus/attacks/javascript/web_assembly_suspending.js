// Promises that come out of machine code have another prototype.
// after: interpreter
// source: vm2: CVE-2026-47210
function attack() {
  return { proof: typeof WebAssembly === 'object' && 'it is there' };
}
