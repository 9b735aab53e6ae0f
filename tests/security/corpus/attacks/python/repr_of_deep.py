# So does the text of a deep list.
# after: neighbours
# control: wall
# source: pyjail: memory of the interpreter
def attack(**_):
    x = []
    for _ in range(200_000):
        x = [x]
    return {"text": repr(x)[:10]}
