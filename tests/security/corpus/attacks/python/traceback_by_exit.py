# `__exit__` is handed the traceback itself.
# after: read
# source: pyjail: traceback frames
class C:
    def __enter__(self): return self
    def __exit__(self, kind, error, tb):
        self.frame = tb.tb_frame.f_back
        return True
def attack(path, **_):
    c = C()
    with c:
        1 / 0
    frame = c.frame
    while frame:
        found = frame.f_builtins
        if "guard:read" not in found:
            return {"text": found["open"](path).read()}
        frame = frame.f_back
