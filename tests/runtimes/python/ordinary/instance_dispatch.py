# uri: Machine
# expect: [{'state': 'running'}, {'state': 'done'}, {'state': 'idle'}]
class Machine:
    def __init__(self):
        self.state = "idle"
        self._handlers = {"idle": self._on_idle, "running": self._on_running}

    def _on_idle(self): return "running"
    def _on_running(self): return "done"

    def next(self):
        handler = self._handlers.get(self.state, lambda: "idle")
        self.state = handler()
        return {"state": self.state}

    def __call__(self, *a):
        return self.next()
