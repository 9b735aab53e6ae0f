"""What a daemon that was killed finds again (seed, Планирование, 3; protocol.md §2)."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import zmq

if TYPE_CHECKING:
    from tests.conftest import Daemon

SLOW = 3_600_000
KILLS = 15
BURST = 60


def listed(daemon: Daemon) -> dict[str, dict[str, Any]]:
    return {task["key"]: task for task in daemon.ask("list")["tasks"]}


def explained(daemon: Daemon, key: str) -> dict[str, Any]:
    found: dict[str, Any] = daemon.ask("explain", {key: {}})[key]
    return found


def lasting(task: dict[str, Any]) -> dict[str, Any]:
    """What of a listed task must outlive the daemon."""
    return {
        name: task[name] for name in ("uri", "driver", "arguments", "thread", "tokens", "transient", "state")
    }


def test_every_durable_task_is_back_as_it_was_and_no_transient_one(daemon: Daemon) -> None:
    own = daemon.push(daemon.seed_uri, "one", interval=SLOW, isolated=True)
    daemon.push(daemon.seed_uri, "two", interval=SLOW, thread=own["thread"])
    daemon.push(daemon.seed_uri, "one", interval=1234.5, timeout=77)
    daemon.push(daemon.seed_uri, "guest", interval=1234.5, timeout=77, transient=True)
    for number in range(20):
        daemon.push(f"{daemon.seed_uri}{number}", interval=SLOW + number)
    before = listed(daemon)
    daemon.push(daemon.seed_uri, interval=SLOW, transient=True)
    daemon.kill()
    daemon.start()
    after = listed(daemon)
    for task in before.values():
        task["tokens"] = [token for token in task["tokens"] if token != "guest"]
    assert {key: lasting(task) for key, task in after.items()} == {
        key: lasting(t) for key, t in before.items()
    }
    assert daemon.once(daemon.seed_uri, thread=own["thread"])["some-field"] == 10


def test_a_transient_task_does_not_outlive_an_end_in_order_either(daemon: Daemon) -> None:
    daemon.push(daemon.seed_uri, interval=SLOW, transient=True)
    kept = daemon.push(daemon.seed_uri, interval=SLOW + 1)["key"]
    assert daemon.stop() == 0
    daemon.start()
    assert set(listed(daemon)) == {kept}


def test_every_task_keeps_its_phase_over_a_kill(daemon: Daemon) -> None:
    """Tasks begun at different moments of their interval run at the same moments after a restart.

    Had the restart been their new beginning, they would all run at one moment.
    """
    interval, ticks = 1.5, 6
    ticker = daemon.push(daemon.seed_uri, interval=interval * 1000 / ticks)["key"]
    uris = [f"{daemon.seed_uri}{number}" for number in range(ticks)]
    with daemon.subscribe(f"{ticker} some-field") as sub:
        keys = [sub.recv_multipart() and daemon.push(uri, interval=interval * 1000)["key"] for uri in uris]
    phases = [listed(daemon)[key]["next_run"] % interval for key in keys]
    daemon.kill()
    daemon.start()
    said = [daemon.eventually(lambda key=key: explained(daemon, key)["last_runs"]) for key in keys]
    apart = [(runs[-1]["due"] - phase + interval / 2) % interval - interval / 2
             for runs, phase in zip(said, phases, strict=True)]  # fmt: skip
    assert all(abs(late) < 0.01 for late in apart), apart


def test_the_stored_start_is_the_phase(daemon: Daemon) -> None:
    key = daemon.push(daemon.seed_uri, interval=977)["key"]
    for _ in range(2):
        daemon.kill()
        with sqlite3.connect(daemon.storage) as database:
            (value,) = database.execute("SELECT value FROM item WHERE key = ?", (key,)).fetchone()
        database.close()
        daemon.start()
        turns = (listed(daemon)[key]["next_run"] - json.loads(value)["started"]) / 0.977
        assert abs(turns - round(turns)) < 0.05


def test_what_a_source_stored_is_there_after_a_kill(daemon: Daemon) -> None:
    daemon.source(
        "keep.py",
        """
        class Keep:
            def next(self):
                seen = store.get("seen", [])
                store.set("seen", [*seen, store.incr("n")])
                return {"seen": seen}
        """,
    )
    assert [daemon.once("python:///keep.py/Keep")["seen"] for _ in range(3)] == [[], [1], [1, 2]]
    daemon.kill()
    daemon.start()
    assert daemon.once("python:///keep.py/Keep")["seen"] == [1, 2, 3]
    assert daemon.once("python:///keep.py/Keep?")["seen"] == []


def test_a_task_whose_file_vanished_is_degraded_until_the_file_is_back(daemon: Daemon) -> None:
    path = daemon.source("gone.py", "class Gone:\n    def next(self):\n        return {'here': True}\n")
    key = daemon.push("python:///gone.py/Gone", interval=20)["key"]
    daemon.kill()
    path.rename(path.with_suffix(".txt"))
    daemon.start()
    task = daemon.eventually(lambda: (found := listed(daemon)[key])["state"] == "degraded" and found)
    assert "no such source file: gone.py" in task["error"]
    path.with_suffix(".txt").rename(path)
    with daemon.subscribe(key) as sub:
        assert sub.recv_multipart()[1] == b"true"
    assert (listed(daemon)[key]["state"], listed(daemon)[key]["error"]) == ("running", None)


def test_a_push_to_a_source_that_has_not_loaded_since_is_refused_with_what_is_wrong(daemon: Daemon) -> None:
    path = daemon.source("a.py", "class A:\n    def next(self):\n        return {'n': 1}\n")
    uri = "python:///a.py/A"
    key = daemon.push(uri, interval=SLOW)["key"]
    daemon.kill()
    whole = path.read_text()
    path.write_text("class A:\n    def next(self) return\n")
    daemon.start()
    daemon.eventually(lambda: listed(daemon)[key]["state"] == "degraded")
    inbox = f"ipc://{daemon.folder}/in"
    for arguments in ({"interval": SLOW}, {"interval": 10}, {"driver": "zeromq", "endpoint": inbox}):
        assert daemon.push(uri, "other", **arguments)["code"] == "syntax_error"
    assert {key: task["tokens"] for key, task in listed(daemon).items()} == {key: ["tester"]}
    path.write_text(whole)
    daemon.eventually(lambda: daemon.push(uri, "other", interval=SLOW) == {"key": key})
    assert daemon.push(uri, driver="zeromq", endpoint=inbox)["code"] == "unsupported_capability"


def test_a_task_whose_uri_this_version_does_not_understand_is_listed_and_can_be_dropped(
    daemon: Daemon,
) -> None:
    key = daemon.push(daemon.seed_uri, interval=SLOW)["key"]
    daemon.kill()
    with sqlite3.connect(daemon.storage) as database:
        (value,) = database.execute("SELECT value FROM item WHERE key = ?", (key,)).fetchone()
        kept = json.dumps(json.loads(value) | {"uri": "no URI"}).encode()
        database.execute("UPDATE item SET value = ? WHERE key = ?", (kept, key))
    database.close()
    daemon.start()
    task = daemon.eventually(lambda: (found := listed(daemon)[key])["state"] == "degraded" and found)
    assert "malformed source URI 'no URI'" in task["error"]
    assert daemon.ask("stats")["engines"]["alive"] == ["no URI"]
    for action, state in (("quarantine", "quarantined"), ("resume", "degraded")):
        assert daemon.ask(action, {key: {}})[key] == {"status": "success", "keys": [key]}
        daemon.eventually(lambda state=state: listed(daemon)[key]["state"] == state)
    assert daemon.ask("drop", {key: {}})[key] == {"status": "success"}
    daemon.kill()
    daemon.start()
    assert listed(daemon) == {}


def test_a_task_that_cannot_be_started_is_listed_and_what_is_no_task_is_told_of(daemon: Daemon) -> None:
    key = daemon.push(daemon.seed_uri, interval=SLOW)["key"]
    other = daemon.push(daemon.seed_uri, interval=SLOW + 1)["key"]
    daemon.kill()
    with sqlite3.connect(daemon.storage) as database:
        (value,) = database.execute("SELECT value FROM item WHERE key = ?", (key,)).fetchone()
        for name, record in (
            ("sundial:1", {**json.loads(value), "driver": "sundial"}),
            ("auto:2", {**json.loads(value), "arguments": {"interval": -1}}),
            ("auto:3", {**json.loads(value), "uri": "nonsense"}),
            ("auto:4", {"of": "another shape"}),
        ):
            database.execute("INSERT INTO item VALUES ('tasks', ?, ?)", (name, json.dumps(record).encode()))
    database.close()
    daemon.start()
    tasks = listed(daemon)
    assert set(tasks) == {key, other, "sundial:1", "auto:2", "auto:3"}
    assert [tasks[name]["state"] for name in ("sundial:1", "auto:2")] == ["degraded"] * 2
    assert tasks["sundial:1"]["error"].startswith("the driver sundial is not installed\n")
    assert "does not understand its arguments any more: no interval specified" in tasks["auto:2"]["error"]
    for name in ("sundial:1", "auto:2", "auto:4"):
        assert f"task {name} is kept, but cannot be" in daemon.log()


def test_a_task_whose_plugin_is_gone_is_degraded_and_can_be_dropped(daemon: Daemon) -> None:
    key = daemon.push(daemon.seed_uri, interval=SLOW)["key"]
    daemon.kill()
    uri = daemon.seed_uri.replace("python:", "cobra:")
    with sqlite3.connect(daemon.storage) as database:
        (value,) = database.execute("SELECT value FROM item WHERE key = ?", (key,)).fetchone()
        moved = json.dumps({**json.loads(value), "uri": uri}).encode()
        database.execute("INSERT INTO item VALUES ('tasks', 'auto:1', ?)", (moved,))
    database.close()
    daemon.start()
    task = daemon.eventually(lambda: (found := listed(daemon)["auto:1"])["error"] and found)
    assert task["state"] == "degraded"
    assert "no plugin is installed for the scheme 'cobra'" in task["error"]
    assert "no plugin is installed" in explained(daemon, "auto:1")["why"]
    assert daemon.ask("drop", {"auto:1": {}})["auto:1"] == {"status": "success"}
    daemon.kill()
    daemon.start()
    assert set(listed(daemon)) == {key}


class Burst:
    """Pushes and drops, many in flight, and what their replies promised."""

    def __init__(self, daemon: Daemon, chance: random.Random) -> None:
        self._daemon = daemon
        self._chance = chance
        self._number = 0
        self.promised: set[str] = set()
        """Pushed and answered."""
        self.gone: set[str] = set()
        """Dropped and answered."""

    def send(self, sock: zmq.Socket[bytes]) -> dict[int, str]:
        """Pushes of new tasks, and drops of some that are promised; the drops' keys by their request's id."""
        dropping: dict[int, str] = {}
        for _ in range(BURST):
            self._number += 1
            if self.promised and self._chance.random() < 0.3:
                key = dropping[self._number] = self._chance.choice(sorted(self.promised))
                self.promised.discard(key)
                action, targets = "drop", {key: {}}
            else:
                action, targets = "push", {self._daemon.seed_uri: {"interval": SLOW + self._number}}
            body = {"version": 2, "token": "t", "action": action, "targets": targets, "id": self._number}
            sock.send(json.dumps(body).encode())
        return dropping

    def take(self, sock: zmq.Socket[bytes], replies: int, dropping: dict[int, str]) -> None:
        for _ in range(replies):
            reply = json.loads(sock.recv())
            if (key := dropping.get(reply["id"])) is not None:
                assert reply[key] == {"status": "success"}
                self.gone.add(key)
            else:
                self.promised.add(reply[self._daemon.seed_uri]["key"])


def test_what_was_answered_holds_whenever_the_daemon_is_killed(daemon: Daemon) -> None:
    """A push that was answered is there, a drop that was answered stays done; the unanswered may be either."""
    burst = Burst(daemon, chance := random.Random(20111003))
    for _ in range(KILLS):
        with daemon.socket(zmq.DEALER) as sock:
            dropping = burst.send(sock)
            burst.take(sock, chance.randrange(BURST), dropping)
            daemon.kill()
        daemon.start()
        found = set(listed(daemon))
        assert burst.promised <= found
        assert not burst.gone & found
        burst.promised = found
    assert len(burst.promised) > KILLS
    assert len(burst.gone) > KILLS


def test_a_store_of_nothing_remembers_nothing(make_daemon: Callable[..., Daemon]) -> None:
    daemon = make_daemon("--storage", "void:")
    daemon.source(
        "file.py",
        "class MyClass:\n    def __init__(self, **_):\n        pass\n    def next(self):\n        pass\n",
    )
    daemon.start()
    assert "key" in daemon.push(daemon.seed_uri, interval=SLOW)
    daemon.kill()
    daemon.start()
    assert listed(daemon) == {}
