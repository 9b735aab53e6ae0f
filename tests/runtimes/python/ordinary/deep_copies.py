# uri: Copies
# expect: [{'deep': [[1], [2]], 'shallow': True, 'own': 5}]
import copy

class Node:
    def __init__(self, v): self.v = v; self.kids = []
    def __deepcopy__(self, memo):
        n = Node(self.v)
        memo[id(self)] = n
        return n

class Plain:
    def __init__(self): self.n = [5]

class Copies:
    def next(self):
        a = [[1], [2]]
        b = copy.deepcopy(a)
        b[0].append(9)
        p = copy.deepcopy(Plain())
        return {"deep": a, "shallow": copy.copy(a)[0] is a[0], "own": copy.deepcopy(Node(5)).v if p.n == [5] else None}
