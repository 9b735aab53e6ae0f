// uri: factorial?n=20
// expect: [{"small": 2432902008176640000, "large": "2432902008176640000", "exact": 7, "hex": "21c3677c82b40000"}]
const factorial = ({ n }) => {
  let f = 1n;
  for (let i = 2n; i <= BigInt(n); i++) f *= i;
  return { small: Number(f), large: f, exact: 7n, hex: f.toString(16) };
};
