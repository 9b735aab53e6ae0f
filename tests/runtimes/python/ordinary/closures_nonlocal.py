# uri: ticks
# expect: [{'t': 1}, {'t': 2}, {'t': 3}]
def make_counter():
    n = 0
    def tick():
        nonlocal n
        n += 1
        return n
    return tick

def ticks():
    tick = make_counter()
    while True:
        yield {'t': tick()}
