# Modules that read configuration read files.
# after: read
# source: pyjail: imports
import pathlib
def attack(path, **_):
    return {"text": pathlib.Path(path).read_text()}
