# A string that is doubled.
# after: memory
# source: own
# deadline: 5
def attack(much, **_):
    text = "x"
    while len(text) < int(much):
        text += text
    return {"n": len(text)}
