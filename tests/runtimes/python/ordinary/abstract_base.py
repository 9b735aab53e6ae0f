# uri: Square?side=3
# expect: [{'area': 9.0, 'name': 'square', 'shape': True}]
from abc import ABC, ABCMeta, abstractmethod

class Shape(ABC):
    @property
    @abstractmethod
    def area(self) -> float: ...

    @classmethod
    def create(cls, *args): return cls(*args)

    @staticmethod
    def name(): return "shape"

class Marker(metaclass=ABCMeta):
    pass

class Square(Shape, Marker):
    def __init__(self, side): self.side = float(side)
    @property
    def area(self): return self.side ** 2
    @staticmethod
    def name(): return "square"
    def next(self):
        return {"area": self.area, "name": self.name(), "shape": isinstance(self, Shape) and issubclass(Square, Marker)}
