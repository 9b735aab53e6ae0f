# A file without a name is made, and given one by way of /proc.
# after: write
# source: own
import os
def attack(room, **_):
    made = os.open(room, os.O_TMPFILE | os.O_WRONLY)
    os.link(f"/proc/self/fd/{made}", room + "/here", src_dir_fd=os.open("/", os.O_RDONLY), follow_symlinks=True)
