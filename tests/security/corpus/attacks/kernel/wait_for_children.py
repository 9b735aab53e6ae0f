# It learns of the ends of others.
# after: kernel
# source: own
import os
def attack(**_):
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return {"proof": "the kernel was asked"}
