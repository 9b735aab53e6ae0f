# Its zygote, and with it all cells of its kind.
# after: signal
# source: own
# control: root
# alone: its zygote ends with it
import os
def attack(**_):
    os.kill(os.getppid(), 15)
