# A file's mode is changed: Landlock knows no right for that.
# after: write
# source: own
import os
def attack(open, **_):
    os.chmod(open, 0o600)
