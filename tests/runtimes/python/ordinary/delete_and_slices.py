# uri: Ring
# expect: [{'a': [1, 9, 9, 4], 'b': [4, 1], 'c': {'y': 2}, 'd': 'cba'}]
class Ring:
    def next(self):
        a = [1, 2, 3, 4, 5]
        a[1:3] = [9, 9]
        del a[-1]
        d = {'x': 1, 'y': 2}
        del d['x']
        self.tmp = 1
        del self.tmp
        return {'a': a, 'b': a[::-3], 'c': d, 'd': 'abc'[::-1]}
