"""`cocained doctor` says how it is, by its words and by its exit status, and leaves everything as it was."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.host.doctor.conftest import USERS, contents

if TYPE_CHECKING:
    from tests.conftest import Daemon, MakeDaemon
    from tests.host.doctor.conftest import Doctor

Run = Callable[..., subprocess.CompletedProcess[str]]
BY_ALL = pytest.mark.parametrize("uid", USERS.values(), ids=USERS)


def test_a_machine_that_has_all_is_well(doctor: Doctor) -> None:
    seen = doctor.look()
    assert seen.failing == []
    assert seen.daemon is None
    assert set(seen.report["subjects"]) == {
        "walls",
        "cells",
        "processes",
        "ports",
        "trust",
        "store",
        "plugins",
    }


@BY_ALL
def test_a_running_daemon_is_told_of_and_is_as_it_was(doctor: Doctor, daemon: Daemon, uid: int) -> None:
    daemon.push(daemon.seed_uri, interval=3_600_000)
    daemon.folder.chmod(0o755)
    os.kill(
        daemon.pid, signal.SIGSTOP
    )  # so that it writes nothing by itself; to be looked at it needs no step
    try:
        before = contents(daemon.folder)
        seen = doctor.of(daemon, uid=uid)
        assert contents(daemon.folder) == before
    finally:
        os.kill(daemon.pid, signal.SIGCONT)
    daemon.serves_others()
    assert seen.daemon == daemon.pid
    assert seen.finding("processes", "daemon")["figures"] == {"pid": daemon.pid}


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_what_a_daemon_has_left_is_as_it_was(doctor: Doctor, daemon: Daemon, end: str) -> None:
    daemon.push(daemon.seed_uri, interval=3_600_000)
    getattr(daemon, end)()
    before = contents(daemon.folder)
    doctor.of(daemon)
    assert contents(daemon.folder) == before


def test_where_nothing_is_nothing_is_made(doctor: Doctor) -> None:
    before = contents(doctor.folder)
    doctor.look("--pidfile", str(doctor.folder / "pid"))
    assert contents(doctor.folder) == before


def test_what_is_missing_or_broken_is_the_exit_status_and_a_warning_is_not(doctor: Doctor) -> None:
    assert doctor.look("--sandbox", "kernel-only").failing == []
    assert doctor.look("tcp://127.0.0.1:99999").failing == ["tcp://127.0.0.1:99999"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--no-such-option"], "unrecognized arguments: --no-such-option"),
        (["--watermark", "many"], "--watermark: 'many' is not a whole number"),
        (["--config", "/no/such/file"], "/no/such/file: cannot be read"),
        (["check-config"], "check-config takes one file"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_wrong_usage_is_told_with_status_2(run: Run, arguments: list[str], said: str) -> None:
    ran = run(*arguments)
    assert ran.returncode == 2
    assert said in ran.stderr
    assert ran.stdout == ""


def test_it_says_how_it_is_used(run: Run) -> None:
    for option in ("--help", "-h"):
        ran = run(option)
        assert ran.returncode == 0
        assert ran.stdout.startswith("usage: cocained doctor [--json]")


def test_people_get_a_line_for_each_finding_and_each_remedy(doctor: Doctor, run: Run) -> None:
    told = ("--sandbox", "kernel-only", "--storage", "void:")
    findings = [one for one in doctor.look(*told).findings() if "stray" not in one["what"]]
    said = run(*doctor.options, *told).stdout
    lines = [re.sub(r" {2,}", "|", line.strip()) for line in said.splitlines()]
    for finding in findings:
        assert f"{finding['mark']}|{finding['what']}|{finding['says']}" in lines
        assert finding.get("remedy", "") in lines
    assert " warning" in lines[-1]
    assert "\x1b" not in said


def test_names_that_others_gave_cannot_play_with_the_terminal(doctor: Doctor, run: Run) -> None:
    folder = doctor.folder / "a\x1b[31m\nok all is well\u202e"
    for form in ([], ["--json"]):
        ran = run(*form, *doctor.options, "--plugins", str(folder))
        assert not {"\x1b", "\u202e"} & set(ran.stdout)
        assert "\nok all" not in ran.stdout
    assert json.loads(ran.stdout)["subjects"]["plugins"][-1]["figures"]["path"] == str(folder)


def on_a_terminal(doctor: Doctor, **environment: str) -> str:
    ours, theirs = pty.openpty()
    line = [sys.executable, "-m", "cocained", "doctor", *doctor.options, "--sandbox", "kernel-only"]
    known = {**os.environ, "TERM": "xterm", "COLUMNS": "80", **environment}
    with subprocess.Popen(line, stdout=theirs, stdin=subprocess.DEVNULL, env=known) as process:
        os.close(theirs)
        said = b""
        while select.select([ours], [], [], 30)[0]:
            try:
                said += os.read(ours, 65536)
            except OSError:  # the terminal's end
                break
        assert process.wait(30) in (0, 1)
    os.close(ours)
    return said.decode()


def test_on_a_terminal_marks_are_coloured_and_lines_as_wide_as_that(doctor: Doctor) -> None:
    said = on_a_terminal(doctor)
    assert "\x1b[32mok" in said
    assert "\x1b[33mwarning" in said
    plain = re.sub(r"\x1b\[\d+m", "", said).splitlines()
    assert all(len(line) <= 80 for line in plain[1:] if "/" not in line)


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_who_wants_no_colours_gets_none(doctor: Doctor, environment: dict[str, str]) -> None:
    assert "\x1b" not in on_a_terminal(doctor, **environment)


def test_a_file_says_what_is_looked_at(doctor: Doctor, make_daemon: MakeDaemon, tmp_path: Path) -> None:
    file = tmp_path / "cocained.toml"
    file.write_text(f'pidfile = "{tmp_path}/pid"\nsandbox = "kernel-only"\n')
    daemon = make_daemon("--config", str(file)).start()
    seen = doctor.of(daemon)
    assert seen.mark("walls", "sandbox") == "warning"
    assert seen.daemon == daemon.pid
