# uri: Commands?cmd=up
# expect: [{'r': 'going up', 'unknown': 'what?', 'names': ['do_down', 'do_up']}]
class Commands:
    def __init__(self, cmd):
        self.cmd = cmd
    def do_up(self): return "going up"
    def do_down(self): return "going down"
    def _unknown(self): return "what?"
    def next(self):
        return {"r": getattr(self, "do_" + self.cmd)(), "unknown": getattr(self, "do_x", self._unknown)(),
                "names": [n for n in dir(self) if n.startswith("do_")]}
