# It goes on for ever, and hears no signal that can be held back.
# after: processor
# source: own
# deadline: 0.3
import signal
def attack(**_):
    signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
    while True:
        pass
