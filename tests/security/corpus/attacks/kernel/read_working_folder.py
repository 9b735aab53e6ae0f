# What the working folder is called, and another one.
# after: read
# source: own
import os
def attack(**_):
    os.chdir("/")
    return {"proof": os.getcwd()}
