# A source that is ready for an ImportError gets one.
# after: read
# source: pyjail: imports
def attack(path, **_):
    try:
        import posix
        return {"text": posix.read(posix.open(path, 0), 100).decode()}
    except ImportError:
        raise RuntimeError("kept out")
