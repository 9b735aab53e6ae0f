# uri: Sensor?unit=C
# expect: [{'unit': 'C', 'value': 1, 'doc': 'A sensor.'}]
class Thing:
    "A thing."
    def __init__(self):
        self.value = 1

class Sensor(Thing):
    "A sensor."
    def __init__(self, unit):
        Thing.__init__(self)
        self.unit = unit
    def __iter__(self): return self
    def __next__(self): return dict(unit=self.unit, value=self.value, doc=self.__doc__)
    next = __next__
