# uri: Stopwatch
# expect: [{'ok': True, 'fmt': '1970-01-01'}]
import time
from time import perf_counter as clock

class Stopwatch:
    def next(self):
        t = clock()
        time.sleep(0.001)
        return {"ok": clock() - t >= 0.001 and time.time() > 1e9, "fmt": time.strftime("%Y-%m-%d", time.gmtime(0))}
