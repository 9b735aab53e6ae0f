# uri: Pages?size=2
# expect: [{'page': [1, 2]}, {'page': [3, 4]}, {'page': [5]}, StopIteration]
class _PageIterator:
    def __init__(self, items, size):
        self.__items = items
        self.__size = size
        self.__at = 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.__at >= len(self.__items):
            raise StopIteration()
        page = self.__items[self.__at:self.__at + self.__size]
        self.__at += self.__size
        return {"page": page}


class Pages:
    def __init__(self, size):
        self.size = int(size)

    def __iter__(self):
        return _PageIterator([1, 2, 3, 4, 5], self.size)
