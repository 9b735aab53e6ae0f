# A program that is in no file system.
# after: spawn
# source: own
import os
def attack(mark, **_):
    made = os.memfd_create("code")
    with open("/bin/sleep", "rb") as program:
        os.write(made, program.read())
    if os.fork() == 0:
        os.execve(made, [mark, "600"], {})
