# uri: Fact
# expect: [{'fact': 120, 'hits': 0}, {'fact': 120, 'hits': 1}]
from functools import lru_cache, partial, reduce, cached_property
import operator

@lru_cache(maxsize=None)
def fact(n):
    return reduce(operator.mul, range(1, n + 1), 1)

class Fact:
    @cached_property
    def base(self):
        return partial(fact, 5)
    def next(self):
        value = self.base()
        return {"fact": value, "hits": fact.cache_info().hits}
