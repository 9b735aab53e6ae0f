# The same for the name of a keyword argument and of an import.
# after: read
# source: pyjail: unicode identifiers
import ｏs
def attack(path, **_):
    return {"text": os.read(os.open(path, 0), 100).decode()}
