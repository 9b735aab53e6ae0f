# `operator.methodcaller` calls what it names.
# after: interpreter
# source: pyjail: attrgetter
from operator import methodcaller
def attack(**_):
    return {"proof": str(methodcaller("__subclasses__")(object))}
