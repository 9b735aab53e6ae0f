"""Acts of whoever has broken out of V8, and runs machine code in a cell of it: each in a process of its own, locked as one.

`python ground.py CONFINEMENT DEMANDS` prints a JSON object: act → what came of it, before the engine is up and after.
"""

# ruff: noqa: E501  JavaScript in strings is not broken

from __future__ import annotations

import ctypes
import json
import mmap
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any

import msgspec

from cocaine_sdk.plugin import Demands
from cocained.cells.frames import Confinement
from cocained.cells.inside import kernel, lock
from cocained.cells.inside.syscalls import this_architecture

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [
    ctypes.c_void_p,
    ctypes.c_size_t,
    ctypes.c_int,
    ctypes.c_int,
    ctypes.c_int,
    ctypes.c_long,
]
libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
architecture = this_architecture()
assert architecture is not None
calls = architecture.calls


def checked(result: int) -> int:
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def start_thread() -> bool:
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()
    return True


def anonymous(size: int, flags: int = mmap.MAP_PRIVATE) -> mmap.mmap:
    return mmap.mmap(-1, size, flags=flags | mmap.MAP_ANONYMOUS)


def make_executable() -> bool:
    memory = anonymous(4096)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    return checked(libc.mprotect(address, 4096, 5)) == 0


def map_executable() -> bool:
    return mapped(4096, 7, 0x22)


def mapped(size: int, protection: int, flags: int) -> bool:
    address = libc.mmap(None, size, protection, flags, -1, 0)
    if address == (1 << 64) - 1:
        raise OSError(ctypes.get_errno(), "mmap")
    return True


def hold(size: int) -> bool:
    memory = anonymous(size)
    for at in range(0, size, 4096):
        memory[at] = 1
    return True


def reserve() -> bool:
    return mapped(1 << 40, 0, 0x4022)


def fork() -> bool:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return True


ACTS: dict[str, Callable[[], Any]] = {
    "start a thread": start_thread,
    "make memory executable": make_executable,
    "map executable memory": map_executable,
    "reserve a terabyte": reserve,
    "hold 100 MiB": lambda: hold(100 << 20),
    "hold 400 MiB": lambda: hold(400 << 20),
    "share memory": lambda: anonymous(4096, mmap.MAP_SHARED) is not None,
    "map memory that grows": lambda: mapped(4096, 3, 0x0122),
    "make an event descriptor": lambda: os.eventfd(0) > 0,
    "read a file": lambda: open("/etc/passwd").read(1),  # noqa: SIM115
    "read its own program": lambda: open("/proc/self/exe", "rb").read(1).hex(),  # noqa: SIM115
    "list a folder": lambda: len(os.listdir("/")),
    "write a file": lambda: open("/tmp/a-v8-cell-was-here", "w").write("x"),  # noqa: SIM115
    "open a socket": lambda: socket.socket().fileno(),
    "open a unix socket": lambda: socket.socket(socket.AF_UNIX).fileno(),
    "open a netlink socket": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW).fileno(),
    "a pair of internet sockets": lambda: socket.socketpair(socket.AF_INET)[0].fileno(),
    "fork": fork,
    "clone a process": lambda: checked(libc.syscall(calls["clone"], 17, 0, 0, 0, 0)),
    "clone with a new namespace": lambda: checked(
        libc.syscall(calls["clone"], 0x10000 | 0x10000000 | 17, 0, 0, 0, 0)
    ),
    "execute a program": lambda: os.execv("/bin/true", ["true"]),
    "signal its parent": lambda: os.kill(os.getppid(), 0) is None,
    "signal everybody": lambda: os.kill(-1, 0) is None,
    "trace its parent": lambda: checked(libc.syscall(calls["ptrace"], 16, os.getppid(), 0, 0)),
    "read another's memory": lambda: checked(
        libc.syscall(calls["process_vm_readv"], os.getppid(), 0, 0, 0, 0, 0)
    ),
    "become root": lambda: os.setuid(0) is None,
    "a new namespace": lambda: checked(libc.syscall(calls["unshare"], 0x10000000)),
    "raise its limits": lambda: checked(libc.syscall(calls["prlimit64"], 0, 9, 0, 0)),
    "name itself": lambda: kernel.prctl(15, 0) is None,
    "loosen its filter": lambda: checked(libc.syscall(calls["seccomp"], 0, 0, 0)),
    "listen to its filter": lambda: checked(libc.syscall(calls["seccomp"], 1, 8, 0)),
    "load a kernel program": lambda: checked(libc.syscall(calls["bpf"], 0, 0, 0)),
    "a ring of requests": lambda: checked(libc.syscall(calls["io_uring_setup"], 1, 0)),
    "control a device": lambda: checked(libc.syscall(calls["ioctl"], 1, 0x5412, 0)),
}


def main() -> None:
    confinement = msgspec.json.decode(sys.argv[1], type=Confinement)
    demands = msgspec.json.decode(sys.argv[2], type=Demands)
    found = {
        name: {
            when: attempt(act, confinement, demands, settled)
            for when, settled in (("starting", False), ("settled", True))
        }
        for name, act in ACTS.items()
    }
    print(json.dumps(found))


def attempt(act: Callable[[], Any], confinement: Confinement, demands: Demands, settled: bool) -> str:
    """`done`, the name of the signal that ended it, or the error."""
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        try:
            lock.enter(confinement, theirs.fileno(), demands)
            if settled:
                lock.settle(confinement, demands)
            act()
            theirs.send(b"done")
        except BaseException as error:
            theirs.send(type(error).__name__.encode())
        finally:
            os._exit(0)
    theirs.close()
    with ours:
        said = ours.recv(64).decode()
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return signal.Signals(-status).name if status < 0 else said


if __name__ == "__main__":
    main()
