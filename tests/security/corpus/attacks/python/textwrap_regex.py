# An attribute of a class of the library is an expression that the runtime uses too.
# after: interpreter
# source: own
import textwrap
def attack(**_):
    textwrap.TextWrapper.wordsep_re = None
    return {"proof": str(textwrap.TextWrapper.wordsep_re)}
