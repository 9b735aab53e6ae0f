# The variable of a `with`, and of a comprehension.
# after: interpreter
# source: pyjail: the built-in functions
from contextlib import nullcontext
with nullcontext({}) as __builtins__:
    pass
def attack(**_):
    return {"proof": [__builtins__ for __builtins__ in [1]]}
