# The same by a pattern, of an object that the interpreter handed over.
# after: interpreter
# source: pyjail: match patterns
class C:
    def __enter__(self): return self
    def __exit__(self, kind, error, tb):
        match tb:
            case object(tb_frame=frame):
                self.frame = frame
        return True
def attack(**_):
    c = C()
    with c:
        1 / 0
    return {"proof": str(c.frame)}
