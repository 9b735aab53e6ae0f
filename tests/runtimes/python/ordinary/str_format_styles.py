# uri: Greeter?name=Bob
# expect: [{'a': 'Hi Bob!', 'b': 'Hi Bob 003', 'c': 'Bob 3.14', 'd': '1,234 | ab   |', 'e': 'x=1 y=2', 'f': 'Greeter', 'g': 'Bob'}]
import math
import string

class Greeter:
    def __init__(self, name):
        self.name = name
    def next(self):
        return {
            "a": "Hi %s!" % self.name,
            "b": "Hi {} {:03d}".format(self.name, 3),
            "c": f"{self.name} {math.pi:.{2}f}",
            "d": "{:,} | {:<{w}}|".format(1234, "ab", w=5),
            "e": "x={x} y={y}".format_map({"x": 1, "y": 2}),
            "f": f"{type(self).__name__}",
            "g": "{0.name}".format(self) and string.Template("$n").substitute(n=self.name),
        }
