"""No path leads out of what is granted, whoever asks for it and however it is written."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.security.grants.conftest import Ground

PATHS = [
    "{secret}", "{folder}/../secret", "{folder}/inner/../../secret", "{folder}/./../secret", "{folder}//../secret",
    "{folder}/up/secret", "{folder}/out", "{folder}/chain", "{folder}/inner/chain", "{folder}/loop", "{folder}x",
    "{folder}/good/../../secret", "secret", "./secret", "", "/", ".", "..", "~/secret", "file://{secret}",
    "{folder}/good\0", "{folder}\0/secret", "{folder}/%2e%2e/secret", "{folder}/..%2fsecret", "{folder}/\u2025/secret",
    "{folder}/self/root{secret}", "{folder}/self/cwd", "{folder}/fd",
]  # fmt: skip
"""Ways to a file beside what is granted."""
SPECIAL = [
    "{folder}/pipe",
    "{folder}/socket",
    "{folder}/null",
    "{folder}",
    "{folder}/inner",
    "/dev/zero",
    "/dev/tty",
    "/dev/ptmx",
    "/dev/fd/0",
]
"""What is within, and no regular file. To open some of it would wait for ever."""
OF_PROCESSES = [
    "/proc/self/environ", "/proc/self/mem", "/proc/self/maps", "/proc/self/fd/0", "/proc/self/fd/3",
    "/proc/self/root/etc/passwd", "/proc/self/cwd/etc/passwd", "/proc/self/exe", "/proc/thread-self/environ",
    "/proc/1/environ", "/proc/1/root/etc/shadow", "/proc/1/cmdline", "/proc/{daemon}/environ",
    "/proc/{daemon}/mem", "/proc/{daemon}/fd/0", "/proc/{daemon}/maps", "/proc/{daemon}/cmdline",
    "/proc/{daemon}/root{secret}", "/proc/{daemon}/task/{daemon}/environ", "/proc/self/task/1/environ",
    "/proc/self/map_files/x", "/proc/self/attr/current", "/proc/self/net/../environ", "/proc/net/../environ",
    "/proc/mounts/../environ", "/proc/sys/../self/environ", "/proc/self/ns/mnt",
]  # fmt: skip
"""What /proc, which is granted, tells of processes."""


@pytest.mark.parametrize("path", PATHS, ids=repr)
def test_no_path_leads_out_of_what_is_granted(ground: Ground, path: str) -> None:
    path = path.replace("{folder}", str(ground.folder)).replace("{secret}", str(ground.secret))
    found = ground.attack(
        "answer = ask(outside.OpenFile(path))\nreturn {'refused': refused(answer), 'said': str(answer)}",
        path=path,
    )
    assert found["refused"], found
    assert "the secret" not in str(found)


@pytest.mark.parametrize("path", SPECIAL, ids=repr)
def test_nothing_is_opened_but_regular_files(ground: Ground, path: str) -> None:
    path = path.replace("{folder}", str(ground.folder))
    found = ground.attack(
        "answer = ask(outside.OpenFile(path))\nreturn {'refused': refused(answer), 'said': str(answer)}",
        path=path,
    )
    assert found["refused"], found


@pytest.mark.parametrize("path", OF_PROCESSES, ids=repr)
def test_a_grant_of_proc_is_none_of_what_it_tells_of_processes(ground: Ground, path: str) -> None:
    path = path.replace("{daemon}", str(ground.daemon.pid)).replace("{secret}", str(ground.secret))
    found = ground.attack(
        "answer = ask(outside.OpenFile(path))\nreturn {'refused': refused(answer), 'said': str(answer)}",
        path=path,
    )
    assert found["refused"], found


def test_every_process_of_the_daemon_keeps_its_own_to_itself(ground: Ground) -> None:
    """Also where its folder is granted by name: whoever opens files cannot look into another process."""
    ground.attack("return {'n': len(ask(outside.OpenFile(folder + '/good')))}")
    family = [ground.daemon.pid, *_children(ground.daemon.pid)]
    assert len(family) > 2
    granted = ", ".join(f'"/proc/{pid}"' for pid in family)
    before = ground.file.read_text()
    ground.file.write_text(f'{before}\n[[grant]]\nsource = "python:///*"\nread = [{granted}]\n')
    try:
        assert ground.daemon.ask("reload")["status"] == "success"
        found = ground.attack(
            """
            seen = {}
            for pid in family:
                for name in ('environ', 'mem', 'maps', 'auxv', 'fd/0', 'fd/2', 'fd/3', 'fd/4', 'fd/5', 'root' + secret):
                    answer = ask(outside.OpenFile(f'/proc/{pid}/{name}'))
                    if not refused(answer): seen[f'{pid}/{name}'] = str(answer)[:80]
            return {'seen': seen, 'status': not refused(ask(outside.OpenFile(f'/proc/{family[0]}/stat')))}
            """,
            family=family,
        )
    finally:
        ground.file.write_text(before)
        ground.daemon.ask("reload")
    assert found["seen"] == {}
    assert found["status"], "what is granted by its name, and tells nothing of its memory, can be read"


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_link_that_is_turned_all_the_time_never_leads_out(ground: Ground) -> None:
    inside, link = ground.folder / "good", ground.folder / "turning"
    link.symlink_to(inside)
    stop = threading.Event()

    def turn() -> None:
        targets = [ground.secret, inside]
        number = 0
        while not stop.is_set():
            number += 1
            new = ground.folder / f"new{number % 2}"
            new.symlink_to(targets[number % 2])
            os.rename(new, link)

    turner = threading.Thread(target=turn)
    turner.start()
    try:
        found = ground.attack(
            """
            seen = set()
            for _ in range(100):
                answer = ask(outside.OpenFile(folder + '/turning'))
                seen.add('refused' if refused(answer) else answer.decode())
            return {'seen': sorted(seen)}
            """
        )
    finally:
        stop.set()
        turner.join()
        link.unlink()
    assert set(found["seen"]) <= {"good", "refused"}


def test_a_folder_that_is_exchanged_all_the_time_never_leads_out(ground: Ground) -> None:
    """The attacker turns the folder that the path goes through."""
    real, away, name = ground.folder / "real", ground.daemon.folder / "away", ground.folder / "way"
    for folder, text in ((real, "good"), (away, "the secret")):
        folder.mkdir()
        (folder / "file").write_text(text)
    name.symlink_to(real)
    stop = threading.Event()

    def turn() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            new = ground.folder / f"next{number % 2}"
            new.symlink_to((away, real)[number % 2])
            os.rename(new, name)

    turner = threading.Thread(target=turn)
    turner.start()
    try:
        found = ground.attack(
            """
            seen = set()
            for _ in range(100):
                answer = ask(outside.OpenFile(folder + '/way/file'))
                seen.add('refused' if refused(answer) else answer.decode())
            return {'seen': sorted(seen)}
            """
        )
    finally:
        stop.set()
        turner.join()
        name.unlink()
    assert set(found["seen"]) <= {"good", "refused"}


def test_a_descriptor_can_be_read_and_nothing_else(ground: Ground) -> None:
    found = ground.attack(
        """
        (wire,) = [one for one in gc.get_objects() if type(one) is Wire]
        wire.reach(outside.OpenFile(folder + '/good'))
        descriptor = wire.descriptor()
        seen = []
        for act in (
            lambda: os.write(descriptor, b'x'), lambda: os.ftruncate(descriptor, 0),
            lambda: os.fchmod(descriptor, 0o777),
            lambda: os.fchdir(descriptor), lambda: os.open('../secret', 0, dir_fd=descriptor),
            lambda: os.listdir(descriptor), lambda: os.dup(descriptor), lambda: os.sendfile(1, descriptor, 0, 1),
        ):
            try: act()
            except OSError: seen.append('refused')
        return {'seen': seen, 'read': str(os.read(descriptor, 9))}
        """
    )
    assert found == {"seen": ["refused"] * 8, "read": "b'good'"}


def test_a_cell_that_keeps_all_that_it_opens_comes_to_an_end_of_it_alone(ground: Ground) -> None:
    found = ground.attack(
        """
        (wire,) = [one for one in gc.get_objects() if type(one) is Wire]
        held = []
        try:
            for _ in range(200):
                wire.reach(outside.OpenFile(folder + '/good'))
                held.append(wire.descriptor())
        except OSError as error:
            return {'held': len(held) < 16, 'errno': error.errno}
        """
    )
    assert found == {"held": True, "errno": 24}
    assert ground.attack("return {'text': ask(outside.OpenFile(folder + '/good')).decode()}") == {
        "text": "good"
    }


def test_what_is_opened_leaves_nothing_open_in_the_daemon(ground: Ground) -> None:
    opens = "for _ in range(100): ask(outside.OpenFile(folder + '/good'))\nreturn {'n': 1}"
    ground.attack(opens)
    pids = [ground.daemon.pid, *_children(ground.daemon.pid)]
    before = {pid: _descriptors(pid) for pid in pids}
    ground.attack(opens)
    ground.daemon.eventually(lambda: all(_descriptors(pid) <= before[pid] + 6 for pid in pids))


def _descriptors(pid: int) -> int:
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))
    except OSError:
        return 0
