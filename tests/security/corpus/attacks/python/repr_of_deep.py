# So does the text of a deep list.
# after: neighbours
# source: pyjail: memory of the interpreter
# control: wall
def attack(**_):
    x = []
    for _ in range(200_000):
        x = [x]
    return {"text": repr(x)[:10]}
