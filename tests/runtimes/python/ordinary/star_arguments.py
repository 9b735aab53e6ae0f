# uri: Stars
# expect: [{'a': 1, 'rest': [2, 3], 'k': {'x': 9}, 'head': 1, 'tail': 5, 'mid': [2, 3, 4], 'merged': {'p': 1, 'q': 2}, 'kw': 7}]
def f(a, /, *rest, kw=7, **k):
    return a, list(rest), k, kw

class Stars:
    def next(self):
        a, rest, k, kw = f(*[1, 2, 3], **{"x": 9})
        head, *mid, tail = range(1, 6)
        merged = {**{"p": 1}, "q": 2}
        return dict(a=a, rest=rest, k=k, head=head, tail=tail, mid=mid, merged=merged, kw=kw)
