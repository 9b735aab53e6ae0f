from abc import ABC
class U(ABC):
    __slots__ = __match_args__ = ("gi_frame",)
def attack():
    return {"proof": 1}
