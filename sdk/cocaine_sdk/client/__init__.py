"""The client of a cocained daemon, on asyncio (`cocaine_sdk.sync` has the same for everyone else)."""

from cocaine_sdk.client.client import CONNECT, EXPORT, TIMEOUT, Client, default_token
from cocaine_sdk.client.events import Event
from cocaine_sdk.client.mapping import Answer, MapResult, Outcome
from cocaine_sdk.client.results import PastEvent, Pushed, Reloaded, SecretState, Task, TaskState
from cocaine_sdk.client.subscription import Subscription
from cocaine_sdk.installed import InstalledPlugin

__all__ = [
    "CONNECT",
    "EXPORT",
    "TIMEOUT",
    "Answer",
    "Client",
    "Event",
    "InstalledPlugin",
    "MapResult",
    "Outcome",
    "PastEvent",
    "Pushed",
    "Reloaded",
    "SecretState",
    "Subscription",
    "Task",
    "TaskState",
    "default_token",
]
