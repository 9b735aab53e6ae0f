# A method of a class of `typing`.
# after: interpreter
# source: own
import typing
def attack(**_):
    return {"text": typing.NewType.__init__.__globals__["__file__"]}
