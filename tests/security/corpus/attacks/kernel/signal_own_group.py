# Its group of processes.
# after: signal
# source: own
# needs: victim
import os
import signal
def attack(victim, **_):
    os.setpgid(0, os.getpgid(int(victim)))
    os.killpg(0, signal.SIGURG)
