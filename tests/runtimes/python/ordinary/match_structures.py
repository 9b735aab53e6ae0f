# uri: Router
# expect: [{'r': 'go north'}, {'r': 'point 1,2'}, {'r': 'circle 3'}, {'r': 'empty'}, {'r': 'int 42'}, {'r': "first 1 rest [2, 3]"}, {'r': 'str hi'}, StopIteration]
from dataclasses import dataclass

@dataclass
class Point:
    x: int
    y: int

@dataclass
class Circle:
    radius: float

def route(message):
    match message:
        case {"cmd": "go", "dir": d, **rest} if not rest:
            return f"go {d}"
        case Point(x, y):
            return f"point {x},{y}"
        case Circle(radius=r):
            return f"circle {r}"
        case [] | {}:
            return "empty"
        case int(n):
            return f"int {n}"
        case [first, *others]:
            return f"first {first} rest {others}"
        case str() as s:
            return f"str {s}"

class Router:
    def __iter__(self):
        for m in ({"cmd": "go", "dir": "north"}, Point(1, 2), Circle(3), [], 42, [1, 2, 3], "hi"):
            yield {"r": route(m)}
