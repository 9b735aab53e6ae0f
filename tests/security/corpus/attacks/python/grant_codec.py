# The name of an encoding has a module imported: one that is a path.
# after: read
# source: own
# granted: read
# control: wall
def attack(granted, path, **_):
    for name in ("../../../.." + path, path, "os", "..os", "encodings.os", "zlib_codec", "rot13", "unicode_escape", "idna"):
        try:
            return {"text": open(granted + "/note", encoding=name).read() and open(path, encoding=name).read()}
        except Exception:
            continue
