# A typing alias passes what is read on, by any name that is not special: that of a frame is not.
# after: read
# source: own
from typing import List
def attack(path, **_):
    kind = type(List[int])
    def read(ob, name):
        return kind(ob, (int,), name="x").__getattr__(name)
    gen = (read(read(gen, "gi_frame"), "f_back") for _ in [1])
    for frame in gen:
        while frame:
            found = read(frame, "f_builtins")
            if "guard:read" not in found:
                return {"text": found["open"](path).read()}
            frame = read(frame, "f_back")
