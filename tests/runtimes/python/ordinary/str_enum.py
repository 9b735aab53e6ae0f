# uri: levels
# expect: [{'level': 'low', 'v': 'low', 'is': True}, {'level': 'high', 'v': 'high', 'is': True}, StopIteration]
from enum import Enum, IntEnum, StrEnum, Flag


class Level(str, Enum):
    LOW = "low"
    HIGH = "high"


class Prio(IntEnum):
    A = 1
    B = 2


class Mode(Flag):
    R = 1
    W = 2


class Name(StrEnum):
    X = "x"


def levels():
    for level in Level:
        yield {"level": level.value, "v": Level(level.value).value, "is": isinstance(level, str) and Prio.B > Prio.A and Mode.R in (Mode.R | Mode.W) and f"{Name.X}" == "x"}
