# uri: Outer
# expect: [{'inner': 'Outer.Inner', 'v': 2, 'ann': ['a', 'b']}]
class Outer:
    class Inner:
        a: int = 1
        b: str = "x"
        def value(self): return self.a + 1
    def next(self):
        return {"inner": self.Inner.__qualname__, "v": self.Inner().value(), "ann": sorted(self.Inner.__annotations__)}
