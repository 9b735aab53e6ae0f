# A class that answers for all of its attributes could lie to the guards.
# after: interpreter
# source: own
class A:
    def __getattribute__(self, name):
        return name
def attack(**_):
    return {"proof": A().x}
