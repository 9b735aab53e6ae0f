# It tells others the second time.
# after: interpreter
# source: own
class E:
    turn = 0
    def __getattr__(self, name):
        def entries(bases):
            E.turn += 1
            return (object,) if E.turn == 1 else (str,)
        return entries
def attack(**_):
    class S(E()):
        pass
    return {"proof": S.__name__}
