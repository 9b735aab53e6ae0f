// Who has replaced `JSON` hears every result, and says what it is.
// after: interpreter
// source: vm2: JSON.stringify
JSON.stringify = () => '{"proof":"forged"}';
JSON.parse = () => ({ proof: 'forged' });
function attack() {
  return { a: 1 };
}
