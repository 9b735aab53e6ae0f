# A number of more digits than there is memory for.
# after: processor
# source: own
# deadline: 0.5
def attack(**_):
    n = 3
    while True:
        n *= n
