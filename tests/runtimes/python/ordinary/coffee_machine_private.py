# uri: Machine?beans=2
# expect: [{'cups': 1}, {'cups': 2}, {'error': 'no beans'}]
class _Grinder:
    __instances = 0
    def __init__(self, beans):
        self.__beans = beans
        _Grinder.__instances += 1
    def __grind(self):
        if not self.__beans:
            raise RuntimeError("no beans")
        self.__beans -= 1
    def run(self):
        self.__grind()

class Machine:
    def __init__(self, beans):
        self._g = _Grinder(int(beans))
        self.cups = 0
    def next(self):
        try:
            self._g.run()
        except RuntimeError as e:
            return {"error": str(e)}
        self.cups += 1
        return {"cups": self.cups}
