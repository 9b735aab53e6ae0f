"""The order `Open`: a regular file, whatever its path and its links try to lead to.

What is granted is looked for by the names that the file really has, when it is held already: nothing that is done to
the path meanwhile can exchange it. Nothing is opened before it is known to be a regular file: a pipe would wait, and a
device may act.
"""

from __future__ import annotations

import asyncio
import ctypes
import errno
import os
import re
import stat
from concurrent.futures import ThreadPoolExecutor

from cocained.cells.inside import kernel
from cocained.cells.inside.syscalls import this_architecture
from cocained.outreach.inside.carried import Carried
from cocained.outreach.inside.means import Means
from cocained.outreach.inside.refusing import Refused, forbidden
from cocained.outreach.inside.roots import as_seen_here
from cocained.outreach.orders import Open, Opened

THREADS = 64
"""Files that are opened at once; more wait."""
THREADS_OF_ONE = 8
"""Those of sources that have the same grants."""

_AT_CWD = -100
_NO_MAGIC_LINKS = 0x02
_PLAIN = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_PROCESS = re.compile(r"/proc/(\d+)(?:/(.*))?", re.DOTALL)
_OF_THE_MACHINE = ("net", "mounts")
"""What `/proc` has as links into the folder of whoever looks: the same for all processes of this machine."""
_architecture = this_architecture()
_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="open")
_turns: dict[tuple[str, ...], asyncio.Semaphore] = {}
"""By what is granted: as many as there are different grants in the life of the process."""


class _How(ctypes.Structure):
    _fields_ = [("flags", ctypes.c_uint64), ("mode", ctypes.c_uint64), ("resolve", ctypes.c_uint64)]


async def open_file(order: Open, means: Means) -> Carried:
    """Raises `Refused`. In a thread, as a file may be far away: what hangs there takes its grant's turns, and nobody
    else's."""
    turns = _turns.setdefault(order.roots, asyncio.Semaphore(THREADS_OF_ONE))
    await turns.acquire()
    opening = asyncio.get_running_loop().run_in_executor(_threads, _open_as_granted, order, means)
    opening.add_done_callback(lambda _: turns.release())
    try:
        return Carried(Opened(), await asyncio.shield(opening))
    except asyncio.CancelledError:
        opening.add_done_callback(_close)  # a thread cannot be ended
        raise


def _open_as_granted(order: Open, means: Means) -> int:
    if means.moved(order.roots):
        raise Refused("what may be read was put elsewhere", number=errno.ESTALE)
    return _open(order.path, tuple(as_seen_here(means.places.get(root, root)) for root in order.roots))


def _close(opening: asyncio.Future[int]) -> None:
    if not opening.cancelled() and opening.exception() is None:
        os.close(opening.result())


def _open(path: str, places: tuple[str, ...]) -> int:
    """A descriptor. `places`: where what is granted really is. Raises `Refused`."""
    try:
        held = _hold(path)
    except OSError as error:
        raise _failed(path, error) from None
    try:
        _check(held, path, places)
        return os.open(f"/proc/self/fd/{held}", _PLAIN)
    except OSError as error:
        raise _failed(path, error) from None
    finally:
        os.close(held)


def _hold(path: str) -> int:
    """What the path leads to, not opened. Links such as those in /proc, which lead to no path, are not followed."""
    if _architecture is None:
        return os.open(path, os.O_PATH | os.O_CLOEXEC)
    how = _How(os.O_PATH | os.O_CLOEXEC, 0, _NO_MAGIC_LINKS)
    name = ctypes.create_string_buffer(os.fsencode(path))
    return kernel.call(
        _architecture.calls["openat2"],
        _AT_CWD,
        ctypes.addressof(name),
        ctypes.addressof(how),
        ctypes.sizeof(how),
    )


def _check(held: int, path: str, places: tuple[str, ...]) -> None:
    """Raises `Refused`, or `OSError`."""
    real = _real(held)
    if not any(_is_beneath(real, place) for place in places):
        if _is_of_a_process(real):
            raise forbidden(
                f"{path}: what /proc tells of a process is granted by that process's folder alone"
            )
        raise forbidden(f"{path}: a link in it leads out of what is granted")
    mode = os.fstat(held).st_mode
    if stat.S_ISDIR(mode):
        raise Refused(f"{path}: it is a folder", number=errno.EISDIR)
    if not stat.S_ISREG(mode):
        raise forbidden(f"{path}: it is no regular file")


def _real(held: int) -> str:
    return os.readlink(f"/proc/self/fd/{held}")


def _is_beneath(real: str, root: str) -> bool:
    """A grant of /proc is none of what it tells of processes: that must be granted by the process's own folder."""
    if real != root and not real.startswith(root if root == "/" else f"{root}/"):
        return False
    return not _is_of_a_process(real) or _is_of_a_process(root)


def _is_of_a_process(real: str) -> bool:
    found = _PROCESS.fullmatch(real)
    if found is None:
        return False
    of_the_machine = (found[2] or "").partition("/")[0] in _OF_THE_MACHINE
    return not (of_the_machine and int(found[1]) == os.getpid())


def _failed(path: str, error: OSError) -> Refused:
    number = errno.EIO if error.errno == errno.ESTALE else error.errno or 0  # that one has a meaning of ours
    if number == errno.EACCES:
        return Refused(
            f"{path}: the file's own permissions do not let the cells' user read it", number=number
        )
    if number == errno.ELOOP:
        return forbidden(f"{path}: its links lead nowhere that has a path")
    return Refused(f"{path}: {error.strerror or error}", number=number)
