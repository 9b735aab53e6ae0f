# A comparison changes the list that is being sorted.
# after: interpreter
# source: pyjail: memory of the interpreter
# control: wall
def attack(**_):
    numbers = list(range(100))
    def key(n):
        numbers.clear()
        return n
    numbers.sort(key=key)
    return {"sorted": len(numbers)}
