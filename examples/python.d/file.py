class MyClass(object):
    def __init__(self, some_arg, another_arg):
        self.some_arg = int(some_arg)
        self.another_arg = str(another_arg)

    def __iter__(self):
        return self

    def next(self):
        return {'some-field': self.some_arg * 2,
                'another-field': self.another_arg}
