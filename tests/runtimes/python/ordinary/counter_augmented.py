# uri: Counter?start=5
# expect: [{'count': 6}, {'count': 7}, {'count': 8}]
class Counter:
    """Counts up."""

    def __init__(self, start="0", step="1"):
        self._count = int(start)
        self.__step = int(step)

    def __iter__(self):
        return self

    def __next__(self):
        self._count += self.__step
        return {"count": self._count}
