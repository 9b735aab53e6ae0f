# uri: Job
# expect: [{'out': 3, 'name': 'add', 'calls': 1, 'doc': 'Adds.'}, {'out': 3, 'name': 'add', 'calls': 2, 'doc': 'Adds.'}]
import functools


def counted(fn):
    @functools.wraps(fn)
    def wrapper(*args, **kwargs):
        wrapper.calls += 1
        return fn(*args, **kwargs)
    wrapper.calls = 0
    return wrapper


@counted
def add(a, b):
    """Adds."""
    return a + b


class Job:
    def next(self):
        return {"out": add(1, b=2), "name": add.__name__, "calls": add.calls, "doc": add.__doc__}
