# An expression that goes back and forth for longer than there is a world.
# after: processor
# source: ReDoS
# deadline: 0.3
import re
def attack(**_):
    return {"n": bool(re.match(r"^(a+)+$", "a" * 60 + "b"))}
