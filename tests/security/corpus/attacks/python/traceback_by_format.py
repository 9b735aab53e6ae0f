# A format string names the attributes of a traceback.
# after: interpreter
# source: pyjail: format string
class C:
    def __enter__(self): return self
    def __exit__(self, kind, error, tb):
        self.said = "{0.tb_frame.f_builtins}".format(tb)
        return True
def attack(**_):
    c = C()
    with c:
        1 / 0
    return {"proof": c.said}
