# A power that takes for ever.
# after: processor
# source: own
# deadline: 0.3
def attack(**_):
    return {"n": 10 ** 10 ** 8 % 7}
