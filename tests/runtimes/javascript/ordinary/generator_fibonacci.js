// uri: fibonacci?below=4
// expect: [{"f": 0}, {"f": 1}, {"f": 1}, {"f": 2}, {"f": 3}, "END", "END"]
function* fibonacci({ below }) {
  let [a, b] = [0, 1];
  while (a < below) {
    yield { f: a };
    [a, b] = [b, a + b];
  }
  return { never: 'seen' };
}
