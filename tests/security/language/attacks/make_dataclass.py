from dataclasses import make_dataclass
def attack():
    return {"proof": make_dataclass("D", ["x"]).__name__}
