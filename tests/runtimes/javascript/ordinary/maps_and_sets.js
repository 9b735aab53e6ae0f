// uri: Words
// expect: [{"counts": {"a": 2, "b": 1}, "unique": ["a", "b"], "grouped": {"1": ["a", "b", "a"]}}]
class Words {
  next() {
    const words = ['a', 'b', 'a'];
    const counts = new Map();
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    return { counts, unique: new Set(words), grouped: Object.groupBy(words, (w) => w.length) };
  }
}
