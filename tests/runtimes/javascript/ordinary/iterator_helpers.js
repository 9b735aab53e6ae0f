// uri: evens
// expect: [{"even": 0}, {"even": 4}, "END"]
function evens() {
  return [0, 1, 2, 3].values().filter((n) => n % 2 === 0).map((n) => ({ even: n * n })).take(2);
}
