# `input` evaluates a prompt's hook.
# after: interpreter
# source: pyjail: the built-in functions
import sys
def attack(**_):
    sys.stdin = Lines()
    return {"proof": input()}
class Lines:
    def readline(self):
        return "read"
