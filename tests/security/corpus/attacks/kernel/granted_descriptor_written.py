# A file that was granted to be read is written to by its descriptor, and by what /proc makes of it.
# after: write
# source: own
# granted: read
# control: wall
import os
def attack(granted, **_):
    opened = open(granted + "/note")
    for number in range(3, 16):
        try:
            os.lseek(number, 0, 1)
        except OSError:
            continue
        for act in (lambda: os.write(number, b"here"), lambda: os.ftruncate(number, 0), lambda: os.fchmod(number, 0o600), lambda: os.utime(number, (1, 1)),
                    lambda: os.write(os.open(f"/proc/self/fd/{number}", os.O_RDWR), b"here")):
            try:
                act()
            except OSError as error:
                refused = error
    raise refused
