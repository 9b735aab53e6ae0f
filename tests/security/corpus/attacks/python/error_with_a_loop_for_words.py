# The words of an exception are asked for, and never come.
# after: processor
# source: own
# deadline: 0.3
class Error(Exception):
    def __str__(self):
        while True:
            pass
def attack(**_):
    raise Error
