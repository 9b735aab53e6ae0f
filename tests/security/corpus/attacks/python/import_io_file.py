# And the class that opens.
# after: read
# source: pyjail: imports
from io import FileIO
def attack(path, **_):
    return {"text": FileIO(path).read().decode()}
