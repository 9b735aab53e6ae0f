# A timer that signals it when it is at something else.
# after: kernel
# source: own
import signal
def attack(**_):
    signal.setitimer(signal.ITIMER_REAL, 1000)
    return {"proof": "it will ring"}
