# Another process of the same user.
# after: signal
# source: own
# needs: victim
import os
def attack(victim, **_):
    os.kill(int(victim), 10)
