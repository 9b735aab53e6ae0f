"""The test kit of authors and of the daemon's own tests: fakes that keep their contracts."""

from cocaine_sdk.testing.clock import FakeClock
from cocaine_sdk.testing.pulse import FakePulse

__all__ = ["FakeClock", "FakePulse"]
