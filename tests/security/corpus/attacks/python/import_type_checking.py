# An import under `if TYPE_CHECKING` is not judged before it runs; here it runs.
# after: read
# source: own
TYPE_CHECKING = True
if TYPE_CHECKING:
    import posix
def attack(path, **_):
    return {"text": posix.read(posix.open(path, 0), 100).decode()}
