class A:
    def go(self):
        return super().__thisclass__.__subclasses__
def attack():
    return {"proof": str(A().go())}
