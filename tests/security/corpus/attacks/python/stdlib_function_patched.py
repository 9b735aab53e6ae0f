# A function of the library is given an attribute.
# after: interpreter
# source: own
import textwrap
def attack(**_):
    textwrap.dedent.hook = 1
    return {"proof": textwrap.dedent.hook}
