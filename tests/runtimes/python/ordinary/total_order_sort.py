# uri: Ranking
# expect: [{'best': 'c', 'order': ['a', 'b', 'c'], 'by': ['c', 'b', 'a']}]
from functools import total_ordering, cmp_to_key
from operator import attrgetter, itemgetter, methodcaller

@total_ordering
class Player:
    def __init__(self, name, score):
        self.name = name
        self.score = score
    def __eq__(self, other):
        if not isinstance(other, Player):
            return NotImplemented
        return self.score == other.score
    def __lt__(self, other):
        return self.score < other.score

class Ranking:
    def next(self):
        ps = [Player("b", 2), Player("a", 1), Player("c", 3)]
        return {"best": max(ps).name, "order": [p.name for p in sorted(ps)],
                "by": [p.name for p in sorted(ps, key=attrgetter("score"), reverse=True)]}
