# uri: Thermo
# expect: [{'c': 25.0, 'f': 77.0}, {'c': 30.0, 'f': 86.0}]
class Thermo(object):
    def __init__(self):
        self._c = 20.0

    @property
    def celsius(self):
        """Degrees."""
        return self._c

    @celsius.setter
    def celsius(self, value):
        if value < -273.15:
            raise ValueError("too cold")
        self._c = value

    @celsius.deleter
    def celsius(self):
        del self._c

    fahrenheit = property(lambda self: self._c * 9 / 5 + 32)

    def next(self):
        self.celsius += 5
        return {'c': self.celsius, 'f': self.fahrenheit}
