# The same by `attrgetter`.
# after: interpreter
# source: pyjail: traceback frames
from operator import attrgetter
def attack(**_):
    try:
        1 / 0
    except ZeroDivisionError as e:
        return {"proof": str(attrgetter("__traceback__.tb_frame.f_back")(e))}
