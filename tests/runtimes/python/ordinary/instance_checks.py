# uri: Checks
# expect: [{'kinds': ['bool', 'int', 'str', 'list', 'NoneType', 'type', 'function'], 'cls': True, 'same': True}]
class Checks:
    def next(self):
        values = [True, 1, "", [], None, Checks, lambda: 0]
        return {"kinds": [type(v).__name__ for v in values], "cls": isinstance(Checks, type) and not isinstance(1, type),
                "same": type(self) is Checks and self.__class__ == Checks and type(1) == int and issubclass(type(self), object)}
