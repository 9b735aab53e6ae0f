"""How busy this machine is, read where the kernel tells it. It needs the grant of ../cocained.toml.

    cocaine push 'python:///machine.py/Machine' --interval 5s
"""


class Machine:
    wants = {"read": ["/proc/loadavg", "/proc/meminfo"]}

    def next(self):
        with open("/proc/loadavg") as file:
            one, five, fifteen, *_ = file.read().split()
        with open("/proc/meminfo") as file:
            memory = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in file)}
        return {"load": float(one), "load_5min": float(five), "load_15min": float(fifteen),
                "available": round(memory["MemAvailable"] / memory["MemTotal"], 3)}
