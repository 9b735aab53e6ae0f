# A granted file is opened to be written.
# after: write
# source: own
# granted: read
# control: wall
def attack(granted, **_):
    for mode in ("w", "a", "r+", "x", "rb+", "wb", "r\0w", "rw", "U"):
        try:
            opened = open(granted + "/note", mode)
            getattr(opened, "write")("here")
        except (OSError, ValueError, AttributeError):
            continue
