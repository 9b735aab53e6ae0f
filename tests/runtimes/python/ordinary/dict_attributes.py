# uri: Bag?a=1&b=2
# expect: [{'a': '1', 'b': '2', 'vars': ['a', 'b']}]
class Bag:
    def __init__(self, **kwargs):
        self.__dict__.update(kwargs)
    def next(self):
        return dict(self.__dict__, vars=sorted(vars(self)))
