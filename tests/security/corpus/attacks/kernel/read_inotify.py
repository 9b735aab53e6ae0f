# The kernel tells of what happens to files elsewhere.
# after: read
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(path, **_):
    made = libc.inotify_init1(0)
    if made < 0:
        raise OSError(ctypes.get_errno(), "inotify_init1")
    return {"proof": [made, libc.inotify_add_watch(made, os.path.dirname(path).encode(), 0xFFF)]}
