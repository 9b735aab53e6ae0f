# Its memory is a file in /proc.
# after: other processes
# source: own
# needs: victim
import os
def attack(victim, address, **_):
    return {"text": os.pread(os.open(f"/proc/{victim}/mem", os.O_RDONLY), 24, int(address)).decode()}
