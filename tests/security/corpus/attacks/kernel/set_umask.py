# The mode of what it will make.
# after: rights
# source: own
import os
def attack(**_):
    os.umask(0o123)
