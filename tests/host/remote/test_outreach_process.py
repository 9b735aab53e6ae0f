"""The process that reaches out: it may be killed, stopped or taken over, and that costs the orders that it was at."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest
import trustme

from cocaine_sdk.errors import Unreachable
from cocained.outreach import process
from cocained.outreach.orders import MAX_FRAME, Answered, Failed, Fetched, Outdated, Ready, Unusable, encode
from cocained.outreach.outreach import MOST, Outreach
from tests.host.remote.conftest import MakeOrigin, order
from tests.host.remote.origin import Asked, Origin, answer, code

if TYPE_CHECKING:
    from tests.conftest import Daemon


class Gate:
    """An answer that waits until the test lets it go, and tells when it was asked for."""

    def __init__(self) -> None:
        self.asked = 0
        self._open = asyncio.Event()

    async def __call__(self, writer: asyncio.StreamWriter, _: Asked) -> None:
        self.asked += 1
        await self._open.wait()
        writer.write(answer(200, body=b"late"))

    def open(self, origin: Origin) -> None:
        origin.loop.call_soon_threadsafe(self._open.set)


async def until(law: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not law():  # noqa: ASYNC110  what it looks at is in other processes
            await asyncio.sleep(0.01)


@pytest.fixture
def gate(origin: Origin) -> Gate:
    origin.answers |= {"/slow": (made := Gate()), "/quick": answer(200, body=b"quick")}
    return made


async def serves(outreach: Outreach, origin: Origin) -> None:
    assert (await outreach.fetch(order(f"{origin.url}/quick"))).body == b"quick"


def processes(of: int | None = None) -> list[psutil.Process]:
    """Those that live, of the daemon of that number, or of this process."""
    children = psutil.Process(of).children()
    return [child for child in children if "cocained.outreach.inside.main" in _command(child)]


def _command(child: psutil.Process) -> list[str]:
    try:
        return child.cmdline()
    except psutil.NoSuchProcess:
        return []


# --- its end ------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("gate")
async def test_it_is_not_there_before_it_is_wanted_and_is_gone_when_it_is_closed(
    outreach: Outreach, origin: Origin
) -> None:
    assert processes() == []
    await serves(outreach, origin)
    await serves(outreach, origin)
    assert len(processes()) == 1
    await outreach.close()
    assert processes() == []
    with pytest.raises(Unreachable, match="shutting down"):
        await serves(outreach, origin)


async def test_one_that_was_about_to_be_started_at_the_end_is_not(
    monkeypatch: pytest.MonkeyPatch, outreach: Outreach, origin: Origin
) -> None:
    began, go = threading.Event(), threading.Event()

    def slowly(path: Path | None) -> bytes:  # noqa: ARG001
        began.set()
        go.wait(30)
        return b""

    monkeypatch.setattr("cocained.outreach.outreach.authorities.read", slowly)
    order_ = asyncio.create_task(serves(outreach, origin))
    await until(began.is_set)
    await outreach.close()
    go.set()
    with pytest.raises(Unreachable, match="shutting down"):
        await order_
    assert processes() == []


async def test_where_it_is_killed_its_orders_fail_and_the_next_are_served(
    outreach: Outreach, origin: Origin, gate: Gate
) -> None:
    orders = [asyncio.create_task(outreach.fetch(order(f"{origin.url}/slow"))) for _ in range(3)]
    await until(lambda: gate.asked == 3)
    processes()[0].kill()
    for each in orders:
        with pytest.raises(Unreachable, match="has ended: it was killed by SIGKILL"):
            await each
    await serves(outreach, origin)
    assert outreach.restarts == 1


async def test_where_it_is_stopped_its_orders_end_at_their_deadlines_and_another_takes_its_place(
    monkeypatch: pytest.MonkeyPatch, outreach: Outreach, origin: Origin, gate: Gate
) -> None:
    monkeypatch.setattr("cocained.outreach.outreach.GRACE", 0.2)
    waiting = asyncio.create_task(outreach.fetch(order(f"{origin.url}/slow", timeout=1.0)))
    await until(lambda: gate.asked)
    (stopped,) = processes()
    stopped.suspend()
    with pytest.raises(Unreachable, match="did not answer in time"):
        await waiting
    await serves(outreach, origin)
    assert stopped.pid not in [each.pid for each in processes()]


async def test_where_it_is_stopped_for_a_moment_nothing_is_lost(
    outreach: Outreach, origin: Origin, gate: Gate
) -> None:
    waiting = asyncio.create_task(outreach.fetch(order(f"{origin.url}/slow")))
    await until(lambda: gate.asked)
    (stopped,) = processes()
    stopped.suspend()
    gate.open(origin)
    quick = asyncio.create_task(serves(outreach, origin))
    await asyncio.sleep(0)
    stopped.resume()
    assert (await waiting).body == b"late"
    await quick
    assert outreach.restarts == 0


async def test_one_that_keeps_ending_is_started_again_with_pauses(
    monkeypatch: pytest.MonkeyPatch, outreach: Outreach, origin: Origin
) -> None:
    monkeypatch.setattr(process, "_MODULE", "cocained.no_such_module")
    for _ in range(5):  # 0.1, 0.2, 0.4 and 0.8 s are waited for
        with pytest.raises(Unreachable, match="has ended: its exit status was 1"):
            await serves(outreach, origin)
    with pytest.raises(Unreachable, match="ended: its exit status was 1; it is started again in 2 s"):
        await serves(outreach, origin)


def test_it_ends_with_whoever_started_it(tmp_path: Path) -> None:
    script = f"""
import asyncio, os, psutil
from cocaine_sdk.errors import Unreachable
from cocained.outreach.outreach import Outreach
from cocained.outreach.orders import Fetch
async def main():
    outreach = Outreach(None, True)
    try:
        await outreach.fetch(Fetch(url="https://localhost/", allowed=(), timeout=5.0))
    except Unreachable:
        open({str(tmp_path / "pid")!r}, "w").write(str(psutil.Process().children()[0].pid))
    os.kill(os.getpid(), 9)
asyncio.run(main())
"""
    subprocess.run([sys.executable, "-c", script], check=False)
    pid = int((tmp_path / "pid").read_text())
    with suppress(psutil.NoSuchProcess):
        psutil.Process(pid).wait(30)


# --- orders -------------------------------------------------------------------------------------------------------


async def test_an_order_that_nobody_waits_for_is_given_up(outreach: Outreach, origin: Origin) -> None:
    asked, gone = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    async def slow(writer: asyncio.StreamWriter, _: Asked) -> None:
        loop.call_soon_threadsafe(asked.set)
        try:
            while not writer.transport.is_closing():
                writer.write(b"HTTP/1.1 103 Early Hints\r\n\r\n")
                await writer.drain()
                await asyncio.sleep(0.01)
        finally:
            loop.call_soon_threadsafe(gone.set)

    origin.answers["/slow"] = slow
    waiting = asyncio.create_task(outreach.fetch(order(f"{origin.url}/slow")))
    await asked.wait()
    waiting.cancel()
    async with asyncio.timeout(15):
        await gone.wait()
    assert outreach.restarts == 0


async def test_slow_orders_hold_up_no_quick_one(outreach: Outreach, origin: Origin, gate: Gate) -> None:
    slow = [asyncio.create_task(outreach.fetch(order(f"{origin.url}/slow"))) for _ in range(MOST - 1)]
    await until(lambda: gate.asked == MOST - 1)
    await serves(outreach, origin)
    gate.open(origin)
    assert {found.body for found in await asyncio.gather(*slow)} == {b"late"}


async def test_the_daemons_own_orders_wait_for_no_turn_of_the_sources(
    outreach: Outreach, origin: Origin, gate: Gate
) -> None:
    slow = [asyncio.create_task(outreach.fetch(order(f"{origin.url}/slow"))) for _ in range(2 * MOST)]
    await until(lambda: gate.asked == MOST)
    assert (await outreach.fetch(order(f"{origin.url}/quick"), own=True)).body == b"quick"
    assert gate.asked == MOST
    gate.open(origin)
    assert {found.body for found in await asyncio.gather(*slow)} == {b"late"}


# --- what it is told at its start ---------------------------------------------------------------------------------


async def test_trust_that_changes_holds_from_the_next_order_on_and_ends_none(
    outreach: Outreach, origin: Origin, gate: Gate, make_origin: MakeOrigin, tmp_path: Path
) -> None:
    other = trustme.CA()
    stranger = make_origin(other.issue_cert("localhost"))
    stranger.answers["/quick"] = answer(200, body=b"quick")
    waiting = asyncio.create_task(outreach.fetch(order(f"{origin.url}/slow")))
    await until(lambda: gate.asked)
    with pytest.raises(Unreachable, match="certificate"):
        await serves(outreach, stranger)
    (tmp_path / "other.pem").write_bytes(other.cert_pem.bytes())
    outreach.trust(tmp_path / "other.pem")
    await serves(outreach, stranger)
    with pytest.raises(Unreachable, match="certificate"):
        await serves(outreach, origin)
    gate.open(origin)
    assert (await waiting).body == b"late"
    await until(lambda: len(processes()) == 1)
    assert outreach.restarts == 0


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "cannot be read: No such file"),
        (b"", "holds no certificates"),
        (bytes(2 << 20), "has more than 1048576 bytes"),
        (b"no certificate", "holds no certificates"),
        (b"\xff", "holds no certificates"),
    ],
    ids=["none", "empty", "too large", "no certificate", "no text"],
)
async def test_authorities_that_cannot_be_used_are_named_and_nothing_is_fetched(
    outreach: Outreach, origin: Origin, tmp_path: Path, content: bytes | None, why: str
) -> None:
    path = tmp_path / "authorities.pem"
    if content is not None:
        path.write_bytes(content)
    outreach.trust(path)
    with pytest.raises(Unreachable, match=rf"\[remote\] authorities.*{why}"):
        await serves(outreach, origin)
    assert origin.connections == 0


# --- one that was taken over --------------------------------------------------------------------------------------

Script = Callable[[socket.socket], None]


@pytest.fixture
async def taken_over(
    monkeypatch: pytest.MonkeyPatch, authorities: Path
) -> AsyncIterator[tuple[Outreach, list[socket.socket]]]:
    """An outreach whose process says what the test writes: the sockets of those that were started."""
    theirs: list[socket.socket] = []

    def launch(end: socket.socket) -> subprocess.Popen[bytes]:
        theirs.append(end.dup())
        theirs[-1].sendall(encode(Ready()))
        return subprocess.Popen(["sleep", "1000"])

    monkeypatch.setattr(process, "_launch", launch)
    made = Outreach(None, True, authorities)
    yield made, theirs
    await made.close()
    for end in theirs:
        end.close()


FETCHED = Fetched(200, "https://x/", (), b"x")
BREACHES = {
    "a frame past all measure": (MAX_FRAME + 1).to_bytes(4, "big") + b"\0",
    "no message": (1).to_bytes(4, "big") + b"\0\xc1",
    "another message": (9).to_bytes(4, "big") + b"\0" + b"\x81\xa4type\xa1x\0",
    "a descriptor that did not come": encode(Answered(1, FETCHED), 1),
    "more descriptors than one": encode(Answered(1, FETCHED), 2),
    "a body that is longer than was asked for": encode(Answered(1, Fetched(200, "", (), bytes(1001)))),
    "that it cannot serve": encode(Unusable("it says so")),
}


@pytest.mark.parametrize("name", BREACHES)
async def test_what_breaks_the_protocol_ends_the_process_and_fails_the_order(
    taken_over: tuple[Outreach, list[socket.socket]], name: str
) -> None:
    outreach, theirs = taken_over
    waiting = asyncio.create_task(outreach.fetch(order("https://localhost/", most=1000)))
    await until(lambda: theirs)
    theirs[0].sendall(BREACHES[name])
    with pytest.raises(Unreachable):
        await waiting
    await until(lambda: outreach.restarts == 1)


async def test_answers_that_nobody_asked_for_are_passed_over_with_their_descriptors(
    taken_over: tuple[Outreach, list[socket.socket]],
) -> None:
    outreach, theirs = taken_over
    waiting = asyncio.create_task(outreach.fetch(order("https://localhost/")))
    await until(lambda: theirs)
    before = len(os.listdir("/proc/self/fd"))
    with open(os.devnull) as null:  # noqa: ASYNC230  it never waits
        for number in (0, 7, -1, 1 << 60):
            socket.send_fds(theirs[0], [encode(Answered(number, FETCHED), 1)], [null.fileno()])
    theirs[0].sendall(encode(Ready()) + encode(Answered(1, FETCHED)) + encode(Answered(1, Failed("again"))))
    assert await waiting == FETCHED
    assert len(os.listdir("/proc/self/fd")) == before


async def test_descriptors_without_end_end_the_process_and_are_all_closed(
    taken_over: tuple[Outreach, list[socket.socket]],
) -> None:
    outreach, theirs = taken_over
    waiting = asyncio.create_task(outreach.fetch(order("https://localhost/")))
    await until(lambda: theirs)
    before = len(os.listdir("/proc/self/fd"))
    with open(os.devnull) as null:  # noqa: ASYNC230  it never waits
        for _ in range(20):
            try:
                socket.send_fds(theirs[0], [b"\0"], [null.fileno()] * 8)
            except OSError:
                break
            await asyncio.sleep(0)
    with pytest.raises(Unreachable, match="broke the protocol"):
        await waiting
    assert len(os.listdir("/proc/self/fd")) < before


async def test_one_that_says_it_is_outdated_finishes_what_it_is_at_and_gets_nothing_new(
    taken_over: tuple[Outreach, list[socket.socket]],
) -> None:
    outreach, theirs = taken_over
    first = asyncio.create_task(outreach.fetch(order("https://localhost/")))
    await until(lambda: theirs)
    theirs[0].sendall(encode(Outdated()))
    await until(lambda: outreach._process is not None and outreach._process.outdated)
    second = asyncio.create_task(outreach.fetch(order("https://localhost/")))
    await until(lambda: len(theirs) == 2)
    for end in theirs:
        end.sendall(encode(Answered(1, FETCHED)))
    assert await asyncio.gather(first, second) == [FETCHED, FETCHED]
    assert outreach.restarts == 0


# --- in the daemon ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["kill", "stop"])
def test_a_daemon_that_ends_leaves_no_process_behind(
    serving: Callable[..., Daemon], origin: Origin, end: str
) -> None:
    origin.files["/file.py"] = code(1)
    daemon = serving(origin)
    assert processes(daemon.pid) == []
    daemon.once(f"python://{origin.authority}/file.py/Beat")
    (reaching,) = processes(daemon.pid)
    getattr(daemon, end)()
    daemon.eventually(lambda: not reaching.is_running() or reaching.status() == psutil.STATUS_ZOMBIE)


def test_where_it_is_killed_the_daemon_says_so_and_fetches_again(
    serving: Callable[..., Daemon], origin: Origin
) -> None:
    origin.files |= {"/a.py": code(1), "/b.py": code(2)}
    daemon = serving(origin, refresh=3600)
    daemon.once(f"python://{origin.authority}/a.py/Beat")
    processes(daemon.pid)[0].send_signal(signal.SIGKILL)
    daemon.eventually(
        lambda: "the process that reaches out has ended: it was killed by SIGKILL" in daemon.log()
    )
    assert daemon.once(f"python://{origin.authority}/b.py/Beat") == {"beat": 2}
