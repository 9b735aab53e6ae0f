# A result past all measure: fields, names, depth.
# after: the host
# source: own
# control: wall
def attack(**_):
    return {"n" * 300 + str(n): [[[n]]] for n in range(2000)}
