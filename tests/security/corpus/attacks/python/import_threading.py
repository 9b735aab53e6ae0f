# A thread goes on when the call has ended, and outside of its deadline.
# after: interpreter
# source: pyjail: imports
import threading
def attack(**_):
    thread = threading.Thread(target=taken.append, args=("by a thread",))
    thread.start()
    thread.join()
    return {"proof": taken[0]}
taken = []
