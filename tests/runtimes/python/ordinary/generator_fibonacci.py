# uri: fib?limit=20
# expect: [{'n': 0}, {'n': 1}, {'n': 1}, {'n': 2}, {'n': 3}, {'n': 5}, {'n': 8}, {'n': 13}, StopIteration]
def fib(limit):
    a, b = 0, 1
    while a < int(limit):
        yield {"n": a}
        a, b = b, a + b
