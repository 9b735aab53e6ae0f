# Its group of processes.
# after: signal
# source: own
# needs: victim
# control: wall
import os
import signal
def attack(victim, **_):
    os.setpgid(0, os.getpgid(int(victim)))
    os.killpg(0, signal.SIGURG)
