class A:
    def __getattribute__(self, name):
        return name
def attack():
    return {"proof": A().x}
