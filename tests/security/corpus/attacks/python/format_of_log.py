# `logging` formats what it is given; a record's style must not be `{`.
# after: interpreter
# source: own
import json
import logging
def attack(**_):
    logging.getLogger("x").info("{0.__globals__[__file__]}", json.loads)
    formatter = logging.Formatter("{a.__globals__[__file__]}", style="{")
    return {"text": formatter._style._fmt.format(a=json.loads)}
