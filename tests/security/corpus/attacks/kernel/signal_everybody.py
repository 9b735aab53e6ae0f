# Everybody it may, by a signal that ends nobody.
# after: signal
# source: own
# needs: victim
import os
import signal
def attack(**_):
    os.kill(-1, signal.SIGURG)
