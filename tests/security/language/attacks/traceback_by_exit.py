class C:
    def __enter__(self): return self
    def __exit__(self, kind, error, tb):
        self.frame = tb.tb_frame
        return True
def attack():
    c = C()
    with c:
        1 / 0
    return {"proof": str(c.frame)}
