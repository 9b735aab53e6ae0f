# uri: Child?name=bob&age=7
# expect: [{'name': 'bob', 'age': 7, 'kind': 'Child', 'mod': True}]
class Base(object):
    def __init__(self, name):
        self.name = name

    def describe(self):
        return {'name': self.name}


class Child(Base):
    def __init__(self, name, age):
        super().__init__(name)
        self.age = int(age)

    def describe(self):
        d = super(Child, self).describe()
        d['age'] = self.age
        return d

    def next(self):
        d = self.describe()
        d['kind'] = self.__class__.__name__
        d['mod'] = type(self).__name__ == 'Child' and isinstance(self.__class__.__module__, str)
        return d
