# An audit hook hears of everything that the runtime does.
# after: interpreter
# source: own
import sys
taken = []
def attack(**_):
    sys.addaudithook(lambda event, arguments: taken.append(event))
    compile
    id(1)
    return {"proof": str(taken) and "listening"}
