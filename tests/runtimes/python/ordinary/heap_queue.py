# uri: Tasks
# expect: [{'task': 'b'}, {'task': 'c'}, {'task': 'a'}, StopIteration]
import heapq, bisect

class Tasks:
    def __init__(self):
        self.heap = []
        for prio, name in [(3, "a"), (1, "b"), (2, "c")]:
            heapq.heappush(self.heap, (prio, name))
    def next(self):
        try:
            _, name = heapq.heappop(self.heap)
        except IndexError:
            raise StopIteration
        return {"task": name}
