# uri: pipeline
# expect: [{'k': 'a', 'n': 2}, {'k': 'b', 'n': 1}, StopIteration]
from itertools import groupby, chain, islice, cycle, takewhile

def pipeline():
    data = chain("aa", islice(cycle("b"), 1))
    for key, group in groupby(data):
        yield {"k": key, "n": len(list(group))}
