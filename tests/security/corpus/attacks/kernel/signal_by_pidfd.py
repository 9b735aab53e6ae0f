# By a descriptor of it.
# after: signal
# source: own
# needs: victim
import os
import signal
def attack(victim, **_):
    signal.pidfd_send_signal(os.pidfd_open(int(victim)), 10)
