# uri: WordCount?text=the+cat+and+the+hat
# expect: [{'the': 2, 'cat': 1, 'and': 1, 'hat': 1}]
from collections import defaultdict, Counter, OrderedDict, deque, ChainMap

class WordCount:
    def __init__(self, text):
        self.words = text.split()
    def next(self):
        counts = defaultdict(int)
        for w in self.words:
            counts[w] += 1
        assert Counter(self.words) == counts
        assert list(OrderedDict(counts)) and deque(self.words, maxlen=2) and ChainMap({}, counts)["the"] == 2
        return dict(counts)
