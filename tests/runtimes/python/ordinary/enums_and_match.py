# uri: Light
# expect: [{'light': 'GREEN', 'go': True, 'n': 3}, {'light': 'YELLOW', 'go': False, 'n': 3}, {'light': 'RED', 'go': False, 'n': 3}, {'light': 'GREEN', 'go': True, 'n': 3}]
import enum


class Colour(enum.Enum):
    RED = "r"
    GREEN = "g"
    YELLOW = "y"

    def after(self):
        match self:
            case Colour.RED:
                return Colour.GREEN
            case Colour.GREEN:
                return Colour.YELLOW
            case _:
                return Colour.RED


class Light:
    def __init__(self):
        self.state = Colour.RED

    def next(self):
        self.state = self.state.after()
        return {"light": self.state.name, "go": self.state is Colour.GREEN, "n": len(Colour.__members__)}
