# uri: Poll
# expect: [{'tries': 3, 'ok': True}]
from functools import wraps

def retry(times, *, on=(ValueError,)):
    def decorate(f):
        @wraps(f)
        def inner(*a, **k):
            last = None
            for n in range(times):
                try:
                    return f(*a, **k)
                except on as e:
                    last = e
            raise last
        return inner
    return decorate

class Poll:
    tries = 0

    @retry(5)
    def _attempt(self):
        self.tries += 1
        if self.tries < 3:
            raise ValueError("not yet")
        return True

    def next(self):
        ok = self._attempt()
        return {'tries': self.tries, 'ok': ok}
