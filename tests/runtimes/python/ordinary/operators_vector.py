# uri: Vectors
# expect: [{'sum': [4, 6], 'dot': 11, 'neg': [-1, -2], 'scaled': [2, 4], 'eq': True, 'len': 2, 'item': 2, 'bool': True, 'repr': 'V(1, 2)', 'in': True, 'abs': 2.24}]
import math
class V:
    __slots__ = ("xs",)
    def __init__(self, *xs): self.xs = list(xs)
    def __add__(self, o): return V(*[a + b for a, b in zip(self.xs, o.xs)])
    def __matmul__(self, o): return sum(a * b for a, b in zip(self.xs, o.xs))
    def __neg__(self): return V(*(-x for x in self.xs))
    def __mul__(self, k): return V(*[x * k for x in self.xs])
    __rmul__ = __mul__
    def __eq__(self, o): return isinstance(o, V) and self.xs == o.xs
    def __hash__(self): return hash(tuple(self.xs))
    def __len__(self): return len(self.xs)
    def __getitem__(self, i): return self.xs[i]
    def __setitem__(self, i, v): self.xs[i] = v
    def __delitem__(self, i): del self.xs[i]
    def __contains__(self, x): return x in self.xs
    def __bool__(self): return any(self.xs)
    def __repr__(self): return "V({})".format(", ".join(map(str, self.xs)))
    def __iadd__(self, o):
        for i, x in enumerate(o.xs): self.xs[i] += x
        return self
    def __abs__(self): return math.sqrt(self @ self)

class Vectors:
    def next(self):
        a, b = V(1, 2), V(3, 4)
        c = V(0, 0); c += a
        c[0] += 0
        return {"sum": (a + b).xs, "dot": a @ b, "neg": (-a).xs, "scaled": (2 * a).xs, "eq": c == a, "len": len(a),
                "item": a[1], "bool": bool(a), "repr": repr(a), "in": 2 in a, "abs": round(abs(a), 2)}
