# `super` tells its own class, by a special name.
# after: interpreter
# source: own
class A:
    def go(self):
        return super().__thisclass__.__subclasses__
def attack(**_):
    return {"proof": str(A().go())}
