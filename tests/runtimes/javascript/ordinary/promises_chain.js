// uri: summed
// expect: [{"sum": 6, "failed": ["no"], "first": 1}]
function summed() {
  return Promise.all([1, Promise.resolve(2), new Promise((r) => r(3))])
    .then((all) => all.reduce((a, b) => a + b, 0))
    .then(async (sum) => {
      const settled = await Promise.allSettled([Promise.reject(new Error('no')), 1]);
      return { sum, failed: settled.filter((s) => s.status === 'rejected').map((s) => s.reason.message),
        first: await Promise.any([Promise.reject(0), Promise.resolve(1)]) };
    });
}
