// Machine code of one's own choice, nearly.
// after: interpreter
// source: V8: WebAssembly
function attack() {
  const code = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
  return { proof: String(new WebAssembly.Instance(new WebAssembly.Module(code))) };
}
