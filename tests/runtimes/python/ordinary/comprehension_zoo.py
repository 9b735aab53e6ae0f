# uri: Zoo
# expect: [{'l': [0, 4, 16], 's': 3, 'd': {'a': 1, 'b': 2}, 'g': 6, 'n': [[0], [0, 1]], 'z': [['a', 1], ['b', 2]], 'f': [1, 2, 3]}]
class Zoo:
    def next(self):
        return {
            'l': [x * x for x in range(5) if not x % 2],
            's': len({x % 3 for x in range(10)}),
            'd': {k: v for k, v in zip("ab", (1, 2))},
            'g': sum(x for x in [1, 2, 3]),
            'n': [[y for y in range(x)] for x in range(1, 3)],
            'z': sorted(map(list, {'a': 1, 'b': 2}.items())),
            'f': [y for x in ((1, 2), (3,)) for y in x],
        }
