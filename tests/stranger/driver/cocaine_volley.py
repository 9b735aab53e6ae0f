"""A stranger's driver: so many runs one after the other, then a pause, and so on. It knows the sdk and nothing else."""

import msgspec

from cocaine_sdk.driver import Driver
from cocaine_sdk.errors import BadArgument


class VolleyArguments(msgspec.Struct, frozen=True):
    shots: int
    pause: float = 1000.0
    fail: str = ""

    def __post_init__(self):
        if self.shots < 1:
            raise BadArgument(f"shots must be at least 1, not {self.shots}")


class Volley(Driver[VolleyArguments]):
    @classmethod
    def arguments(cls):
        return VolleyArguments

    def start(self):
        if self.args.fail == "start":
            raise RuntimeError("the powder is wet")
        self.volleys = self.shots = self.left = 0
        self._wait()

    def stop(self):
        self.timer.cancel()

    def describe(self):
        return {"volleys": self.volleys, "shots": self.shots}

    def _wait(self):
        self.timer = self.pulse.at(self.pulse.clock.monotonic() + self.args.pause / 1000, self._fire)

    def _fire(self):
        if self.args.fail == "fire":
            raise RuntimeError("the barrel burst")
        self.volleys += 1
        self.left = self.args.shots
        self._shoot()

    def _shoot(self):
        if self.left == 0:
            self._wait()
            return
        self.left -= 1
        self.shots += 1
        self.pulse.run(self.pulse.clock.monotonic(), self._shoot)
