"""The test kit of authors and of the daemon's own tests: fakes that keep their contracts, and the real cell.

With pytest they are fixtures: `fake_clock`, `fake_store`, and `run_source`, whose daemon serves the whole session.
"""

from cocaine_sdk.testing.clock import FakeClock
from cocaine_sdk.testing.pulse import FakePulse
from cocaine_sdk.testing.running import Benches, RunSource, run_source
from cocaine_sdk.testing.store import FakeStore

__all__ = ["Benches", "FakeClock", "FakePulse", "FakeStore", "RunSource", "run_source"]
