# It never returns, and catches whatever can be caught.
# after: processor
# source: own
# deadline: 0.3
def attack(**_):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
