# The words of an exception exit, interrupt, or end the iteration.
# after: the host
# source: own
# calls: next next next
# control: wall
class Error(Exception):
    turn = 0
    def __str__(self):
        Error.turn += 1
        raise (SystemExit, KeyboardInterrupt, StopIteration)[Error.turn % 3]
def attack(**_):
    raise Error
