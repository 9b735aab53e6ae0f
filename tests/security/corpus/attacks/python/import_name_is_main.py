# The same of `if __name__ == "__main__"`, which is made true.
# after: read
# source: own
class Always:
    def __eq__(self, other): return True
def run(__name):
    global found
    if __name == "__main__":
        import posix
        found = posix
run(Always())
def attack(path, **_):
    return {"text": found.read(found.open(path, 0), 100).decode()}
