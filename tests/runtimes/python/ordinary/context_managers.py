# uri: Timed
# expect: [{'order': ['enter a', 'enter b', 'body', 'exit b', 'exit a', 'cm'], 'suppressed': True}]
from contextlib import contextmanager, suppress, ExitStack

class Span:
    def __init__(self, name, out):
        self.name, self.out = name, out
    def __enter__(self):
        self.out.append("enter " + self.name)
        return self
    def __exit__(self, exc_type, exc, tb):
        self.out.append("exit " + self.name)
        return False

@contextmanager
def noted(out):
    try:
        yield out
    finally:
        out.append("cm")

class Timed:
    def next(self):
        out = []
        with noted(out), ExitStack() as stack:
            with Span("a", out) as a, Span("b", out) as b:
                out.append("body")
            with suppress(ZeroDivisionError):
                1 / 0
        return {"order": out, "suppressed": True}
