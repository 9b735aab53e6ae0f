# uri: tree
# expect: [{'v': 1}, {'v': 2}, {'v': 3}, {'v': 'end'}, StopIteration]
def walk(node):
    if isinstance(node, list):
        for child in node:
            yield from walk(child)
    else:
        yield {'v': node}

def tree():
    try:
        yield from walk([1, [2, [3]]])
    finally:
        pass
    yield {'v': 'end'}
