# Another process is signalled.
# after: signal
# source: pyjail: imports
# needs: victim
import os
def attack(victim, **_):
    os.kill(int(victim), 10)
