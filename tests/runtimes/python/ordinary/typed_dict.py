# uri: Config?name=x
# expect: [{'name': 'x', 'debug': False, 'keys': ['debug', 'name']}]
from typing import TypedDict, Literal, Final

LIMIT: Final = 3

class Options(TypedDict, total=False):
    name: str
    debug: bool
    mode: Literal["a", "b"]

class Config:
    def __init__(self, name: str) -> None:
        self.options: Options = {"name": name, "debug": False}

    def next(self):
        return {**self.options, "keys": sorted(self.options)}
