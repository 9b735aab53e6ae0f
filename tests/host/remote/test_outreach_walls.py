"""What a process that reaches out could do if a stranger took it over: use the network, or read what is granted."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from cocained.cells.inside import bpf, networked
from cocained.cells.inside.syscalls import AARCH64, X86_64, Architecture

NOBODY = 65534

PROGRAM = """
import errno, json, mmap, os, signal, socket, subprocess, sys, threading
from cocained.outreach.inside import walls
from cocained.outreach.inside.resolving import Resolver
from cocained.outreach.orders import Begin
Resolver()
end, uid, network = socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]), sys.argv[3] == "True"
begin = Begin(uid if uid >= 0 else None, True, tuple(sys.argv[4:]), b"", network)
walls.enter(begin, end.fileno(), os.getppid())

def tried(act):
    try:
        found = act()
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error))
    except BaseException as error:
        return type(error).__name__
    return found if isinstance(found, (str, int)) else "done"

{attempts}
end.sendall(json.dumps({{name: tried(act) for name, act in attempts.items()}}).encode())
"""


def attempt(attempts: str, *readable: str, uid: int = -1, network: bool = True) -> dict[str, Any]:
    """What came of each in a process behind the walls. `attempts`: a program that makes a dict of that name."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        program = PROGRAM.format(attempts=textwrap.dedent(attempts))
        done = subprocess.run(
            [sys.executable, "-I", "-c", program, str(theirs.fileno()), str(uid), str(network), *readable],
            pass_fds=(theirs.fileno(),),
            start_new_session=True,
            stderr=subprocess.PIPE,
            check=False,
        )
        theirs.close()
        said = ours.makefile().read()
        assert said, (done.returncode, done.stderr.decode())
        found: dict[str, Any] = json.loads(said)
        return found


@pytest.mark.parametrize("network", [True, False])
def test_it_reads_no_file_but_the_resolvers_or_what_is_granted(tmp_path: Path, network: bool) -> None:
    (tmp_path / "granted").mkdir()
    for name in ("granted/a", "beside"):
        (tmp_path / name).write_text(name)
    os.chmod(tmp_path, 0o755)
    found = attempt(
        f"""
        folder = {str(tmp_path)!r}
        attempts = {{
            "granted": lambda: open(folder + "/granted/a").read(),
            "beside": lambda: open(folder + "/beside").read(),
            "above": lambda: open(folder + "/granted/../beside").read(),
            "folder": lambda: os.listdir(folder),
            "written": lambda: open(folder + "/granted/a", "r+"),
            "made": lambda: open(folder + "/granted/b", "w"),
            "made in tmp": lambda: open("/tmp/cocained-outreach-test", "w"),
            "hosts": lambda: bool(open("/etc/hosts").read()),
            "passwords": lambda: open("/etc/passwd").read(),
            "shadow": lambda: open("/etc/shadow").read(),
            "own modules": lambda: open(os.__file__).read(),
            "environment": lambda: open("/proc/self/environ").read(),
            "memory": lambda: open("/proc/self/mem", "rb").read(1),
            "parents memory": lambda: open(f"/proc/{{os.getppid()}}/mem", "rb").read(1),
            "device": lambda: open("/dev/zero", "rb").read(1),
            "import": lambda: __import__("turtle"),
        }}
        """,
        str(tmp_path / "granted"),
        network=network,
    )
    if network:
        assert (found.pop("hosts"), found.pop("folder")) == (1, "EACCES")
    else:
        assert found.pop("granted") == "granted/a"
    assert set(found.values()) <= {"EACCES", "EPERM"}, found


def test_it_connects_to_the_network_and_to_no_socket_of_this_machines_files(tmp_path: Path) -> None:
    with socket.socket() as tcp, socket.socket(socket.AF_UNIX) as unix:
        tcp.bind(("127.0.0.1", 0))
        tcp.listen()
        unix.bind(str(tmp_path / "s"))
        unix.listen()
        os.chmod(tmp_path / "s", 0o777)
        os.chmod(tmp_path, 0o755)
        found = attempt(
            f"""
            attempts = {{
                "tcp": lambda: socket.create_connection(("127.0.0.1", {tcp.getsockname()[1]})),
                "name": lambda: len(socket.getaddrinfo("localhost", 80)) > 0,
                "unix": lambda: socket.socket(socket.AF_UNIX).connect({str(tmp_path / "s")!r}),
                "datagrams": lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM),
                "packets": lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET),
                "pair": lambda: socket.socketpair(),
                "raw": lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1),
                "packet": lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW),
                "vsock": lambda: socket.socket(socket.AF_VSOCK),
                "listen": lambda: socket.create_server(("127.0.0.1", 0)),
            }}
            """
        )
    assert [found.pop(name) for name in ("tcp", "name", "pair")] == ["done", 1, "done"]
    assert set(found.values()) <= {"EACCES", "EPERM"}, found


def test_that_which_opens_files_reaches_nobody(tmp_path: Path) -> None:
    with socket.socket() as tcp, socket.socket(socket.AF_UNIX) as unix:
        tcp.bind(("127.0.0.1", 0))
        tcp.listen()
        unix.bind(str(tmp_path / "s"))
        unix.listen()
        os.chmod(tmp_path / "s", 0o777)
        os.chmod(tmp_path, 0o755)
        found = attempt(
            f"""
            attempts = {{
                "tcp": lambda: socket.create_connection(("127.0.0.1", {tcp.getsockname()[1]})),
                "six": lambda: socket.socket(socket.AF_INET6),
                "datagrams": lambda: socket.socket(type=socket.SOCK_DGRAM),
                "netlink": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0),
                "unix": lambda: socket.socket(socket.AF_UNIX).connect({str(tmp_path / "s")!r}),
                "pair": lambda: socket.socketpair()[0].connect({str(tmp_path / "s")!r}),
                "host": lambda: end.connect({str(tmp_path / "s")!r}),
                "bound": lambda: end.bind({str(tmp_path / "t")!r}),
                "other pair": lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM),
            }}
            """,
            str(tmp_path),
            network=False,
        )
    assert set(found.values()) <= {"EACCES", "EPERM"}, found


def test_it_starts_nothing_signals_nobody_and_gains_nothing() -> None:
    found = attempt(
        """
        attempts = {
            "fork": os.fork,
            "parent": lambda: os.kill(os.getppid(), signal.SIGTERM),
            "everybody": lambda: os.kill(-1, signal.SIGTERM),
            "root": lambda: os.setuid(0),
            "executable memory": lambda: mmap.mmap(-1, 4096, prot=7),
            "thread": lambda: threading.Thread(target=int).start(),
        }
        """,
        uid=NOBODY if os.geteuid() == 0 else -1,
    )
    assert found.pop("thread") == "done"
    assert set(found.values()) <= {"EACCES", "EPERM"}, found


def test_what_it_may_take_of_the_memory_is_bounded() -> None:
    found = attempt(
        'attempts = {"memory": lambda: len(bytearray(1 << 30)), "some": lambda: len(bytearray(100 << 20))}'
    )
    assert found == {"memory": "MemoryError", "some": 100 << 20}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another")
def test_of_a_daemon_that_is_root_it_is_another_user() -> None:
    found = attempt(
        'attempts = {"user": os.getuid, "group": os.getgid, "root": lambda: os.setuid(0)}', uid=NOBODY
    )
    assert (found["user"], found["group"], found["root"]) == (NOBODY, NOBODY, "EPERM")


@pytest.mark.parametrize("architecture", [X86_64, AARCH64], ids=lambda a: a.machine)
def test_its_filter_can_be_assembled_and_is_lower_nowhere_than_that_of_a_shared_process(
    architecture: Architecture,
) -> None:
    assert bpf.assemble(networked.policy(architecture, local=False)) != bpf.assemble(
        networked.policy(architecture)
    )
