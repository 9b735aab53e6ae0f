# A thread, which runs when the call has ended.
# after: kernel
# source: own
import _thread
import time
def attack(**_):
    try:
        _thread.start_new_thread(time.sleep, (0.01,))
    except RuntimeError as error:
        raise PermissionError(1, str(error)) from None
    return {"proof": "started"}
