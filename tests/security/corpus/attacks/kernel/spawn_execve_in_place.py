# The same without a child: the cell itself becomes another program.
# after: spawn
# source: own
# deadline: 2
import os
def attack(mark, **_):
    os.execv("/bin/sleep", [mark, "600"])
