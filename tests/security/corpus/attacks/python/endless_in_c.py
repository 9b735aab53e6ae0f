# It never returns from a function of C, which looks at no signal.
# after: processor
# source: own
# deadline: 0.3
def attack(**_):
    return {"n": sum(range(1 << 60))}
