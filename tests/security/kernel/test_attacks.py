"""What a source would do if only the kernel's wall stood: an unlocked child does it, a cell is refused.

The unlocked half is what makes a test able to fail.
"""

from __future__ import annotations

import _thread
import ctypes
import errno
import mmap
import os
import resource
import shutil
import signal
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cocaine_sdk.plugin import Isolation
from cocained.cells.frames import Confinement

Act = Callable[[Any], object]
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
MSG_FASTOPEN = 0x20000000
PAGE = mmap.PAGESIZE
WRITABLE = tempfile.gettempdir()


def checked(result: int) -> int:
    if result == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


# --- files ----------------------------------------------------------------------------------------


def open_passwd(_: Any) -> None:
    Path("/etc/passwd").read_bytes()


def list_the_root(_: Any) -> None:
    os.listdir("/")


def stat_passwd(_: Any) -> None:
    os.stat("/etc/passwd")


def ask_whether_passwd_exists(_: Any) -> None:
    checked(libc.access(b"/etc/passwd", os.R_OK))


def read_a_link(_: Any) -> None:
    os.readlink("/proc/self/exe")


def read_own_memory_file(_: Any) -> None:
    with open("/proc/self/mem", "rb"):
        pass


def write_a_file(_: Any) -> None:
    descriptor, name = tempfile.mkstemp()
    os.close(descriptor)
    os.unlink(name)


def make_a_folder(_: Any) -> None:
    os.rmdir(tempfile.mkdtemp())


def make_a_file_without_a_name(_: Any) -> None:
    os.open(WRITABLE, os.O_TMPFILE | os.O_RDWR)


def change_a_mode(_: Any) -> Any:
    folder = tempfile.mkdtemp()
    yield
    os.chmod(folder, 0o777)
    shutil.rmtree(folder)
    yield


def make_a_memory_file(_: Any) -> None:
    os.memfd_create("code")


def change_folder(_: Any) -> None:
    os.chdir("/")


# --- network --------------------------------------------------------------------------------------


def make_a_tcp_socket(_: Any) -> None:
    socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()


def make_a_udp_socket(_: Any) -> None:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()


def make_a_unix_socket(_: Any) -> None:
    socket.socket(socket.AF_UNIX, socket.SOCK_STREAM).close()


def make_a_netlink_socket(_: Any) -> None:
    socket.socket(socket.AF_NETLINK, socket.SOCK_RAW).close()


def make_a_socket_pair(_: Any) -> None:
    socket.socketpair()


def connect_by_tcp(cell: Any) -> Any:
    with socket.socket() as kept:
        cell.kept = kept.fileno()
        yield
        kept.connect(("127.0.0.1", cell.port))
        yield


def connect_by_fast_open(cell: Any) -> Any:
    with socket.socket() as kept:
        cell.kept = kept.fileno()
        yield
        kept.sendto(b"hello", MSG_FASTOPEN, ("127.0.0.1", cell.port))
        yield


def connect_by_fast_open_in_a_message(cell: Any) -> Any:
    with socket.socket() as kept:
        cell.kept = kept.fileno()
        yield
        kept.sendmsg([b"hello"], (), MSG_FASTOPEN, ("127.0.0.1", cell.port))
        yield


def send_out_of_band(cell: Any) -> Any:
    with socket.create_connection(("127.0.0.1", cell.port)) as kept:
        cell.kept = kept.fileno()
        yield
        kept.send(b"!", socket.MSG_OOB)
        yield


def send_to_another_than_its_peer(cell: Any) -> Any:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as kept:
        cell.kept = kept.fileno()
        yield
        kept.sendto(b"hello", ("127.0.0.1", cell.port))
        yield


def listen(cell: Any) -> Any:
    with socket.socket() as kept:
        cell.kept = kept.fileno()
        yield
        kept.bind(("127.0.0.1", 0))
        kept.listen()
        yield


def pass_a_descriptor_on(cell: Any) -> None:
    socket.send_fds(cell.socket, [b'"'], [cell.kept])
    cell.socket.send(b'"')
    os._exit(0)


# --- processes ------------------------------------------------------------------------------------


def fork(_: Any) -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def start_a_thread(_: Any) -> None:
    ended = _thread.allocate_lock()
    ended.acquire()
    try:
        _thread.start_new_thread(ended.release, ())
    except RuntimeError as error:
        raise OSError(errno.EPERM, str(error)) from error
    ended.acquire()


def signal_its_parent(cell: Any) -> None:
    os.kill(cell.parent, 0)


def signal_its_sibling(cell: Any) -> None:
    os.kill(cell.sibling, signal.SIGCONT)


def signal_a_thread_of_its_sibling(cell: Any) -> None:
    checked(libc.tgkill(cell.sibling, cell.sibling, signal.SIGCONT))


def signal_everybody(_: Any) -> None:
    os.kill(-1, 0)


def signal_its_group(_: Any) -> None:
    os.kill(0, 0)


def hold_its_sibling(cell: Any) -> None:
    os.pidfd_open(cell.sibling)


def see_its_siblings_limits(cell: Any) -> None:
    resource.prlimit(cell.sibling, resource.RLIMIT_CORE)


def leave_its_session(_: Any) -> None:
    os.setpgid(0, 0)


def outlive_its_parent(_: Any) -> None:
    checked(libc.prctl(1, 0, 0, 0, 0))


def be_seen_again(_: Any) -> None:
    checked(libc.prctl(4, 1, 0, 0, 0))


def raise_a_limit(_: Any) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def change_its_niceness(_: Any) -> None:
    os.nice(1)


def set_an_alarm(_: Any) -> None:
    signal.setitimer(signal.ITIMER_REAL, 1000)
    signal.setitimer(signal.ITIMER_REAL, 0)


def duplicate_its_descriptor(cell: Any) -> None:
    os.dup(cell.kept)


def own_its_descriptors_signals(cell: Any) -> None:
    checked(libc.fcntl(cell.kept, 8, cell.sibling))  # F_SETOWN: SIGIO goes to the sibling


# --- memory ---------------------------------------------------------------------------------------


def map_executable_memory(_: Any) -> None:
    mapped = libc.mmap(
        None, PAGE, mmap.PROT_READ | mmap.PROT_EXEC, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, -1, 0
    )
    checked(-1 if mapped == ctypes.c_void_p(-1).value else 0)


def make_memory_executable(_: Any) -> None:
    page = mmap.mmap(-1, PAGE)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    checked(libc.mprotect(ctypes.c_void_p(address), PAGE, mmap.PROT_READ | mmap.PROT_EXEC))


ATTACKS: list[Act] = [
    open_passwd, list_the_root, stat_passwd, ask_whether_passwd_exists, read_a_link, read_own_memory_file,
    write_a_file, make_a_folder, make_a_file_without_a_name, change_a_mode, make_a_memory_file,
    change_folder, make_a_tcp_socket, make_a_udp_socket, make_a_unix_socket, make_a_netlink_socket,
    make_a_socket_pair, connect_by_tcp, connect_by_fast_open, connect_by_fast_open_in_a_message,
    send_out_of_band, send_to_another_than_its_peer, listen, pass_a_descriptor_on, fork, start_a_thread,
    signal_its_parent, signal_its_sibling, signal_a_thread_of_its_sibling, signal_everybody,
    signal_its_group, hold_its_sibling, see_its_siblings_limits, leave_its_session, outlive_its_parent,
    be_seen_again, raise_a_limit, change_its_niceness, set_an_alarm, duplicate_its_descriptor,
    own_its_descriptors_signals, map_executable_memory, make_memory_executable,
]  # fmt: skip


@pytest.mark.parametrize("act", ATTACKS, ids=lambda act: act.__name__)
def test_a_cell_is_refused_what_any_other_process_may_do(ground: Any, act: Act) -> None:
    free = ground.unlocked(act)
    assert free.done, free
    locked = ground.locked(act)
    assert locked.errno in (errno.EPERM, errno.EACCES), locked


FOR_THE_NETWORK: list[Act] = [
    make_a_tcp_socket, make_a_udp_socket, make_a_unix_socket, make_a_netlink_socket, make_a_socket_pair,
    connect_by_tcp, send_to_another_than_its_peer, pass_a_descriptor_on, start_a_thread, duplicate_its_descriptor,
    set_an_alarm,  # which rings for itself alone: a bound of processor time
    stat_passwd, ask_whether_passwd_exists, read_a_link,  # Landlock knows no right to know that a file is there
]  # fmt: skip


@pytest.mark.parametrize("act", ATTACKS, ids=lambda act: act.__name__)
def test_a_shared_process_is_refused_all_but_what_the_network_takes(ground: Any, act: Act) -> None:
    locked = ground.locked(act, Confinement(isolation=Isolation.SHARED))
    if act in FOR_THE_NETWORK:
        assert locked.done, locked
    elif act is raise_a_limit:  # Python has its own words for EPERM
        assert "not allowed to raise maximum limit" in locked.said
    else:
        assert locked.errno in (errno.EPERM, errno.EACCES), locked


def stream_sockets(_: Any) -> list[int]:
    return _errors_of_all_families(socket.SOCK_STREAM)


def datagram_sockets(_: Any) -> list[int]:
    return _errors_of_all_families(socket.SOCK_DGRAM)


def raw_sockets(_: Any) -> list[int]:
    return _errors_of_all_families(socket.SOCK_RAW)


@pytest.mark.parametrize("act", [stream_sockets, datagram_sockets, raw_sockets], ids=lambda act: act.__name__)
def test_a_cell_makes_no_socket_of_any_family(ground: Any, act: Act) -> None:
    assert ground.unlocked(act).said != [errno.EPERM]
    assert ground.locked(act).said == [errno.EPERM]


def _errors_of_all_families(kind: int) -> list[int]:
    """The distinct errors (0 for a socket) over every family there can be."""
    errors = set()
    for family in range(64):
        descriptor = libc.socket(family, kind, 0)
        errors.add(0 if descriptor >= 0 else ctypes.get_errno())
        if descriptor >= 0:
            os.close(descriptor)
    return sorted(errors)
