class E:
    def __mro_entries__(self, bases): return (str,)
def attack():
    class S(E()): pass
    return {"proof": S.__name__}
