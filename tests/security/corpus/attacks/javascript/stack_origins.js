// Where the functions on the stack are from, and what they are called.
// after: interpreter
// source: own
function attack() {
  Error.prepareStackTrace = (_, frames) => frames;
  const { stack } = new Error();
  Error.prepareStackTrace = undefined;
  return { said: stack.map((frame) => `${frame.getEvalOrigin()} ${frame.getScriptNameOrSourceURL()} ${frame.getFunctionName()} ${frame}`).join() };
}
