# `breakpoint` runs what the environment names.
# after: interpreter
# source: pyjail: the built-in functions
import sys
def attack(**_):
    sys.breakpointhook = lambda: taken.append("called")
    breakpoint()
    return {"proof": taken[0]}
taken = []
