"""`plugins` tells of every scheme: what brought it, how its process is, and why it cannot be used."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import sysconfig
import venv
from importlib.metadata import entry_points, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from cocaine_sdk.sync import Client

if TYPE_CHECKING:
    from tests.conftest import Daemon, MakeDaemon

COCAINE = str(Path(sys.executable).with_name("cocaine"))


def plugins(daemon: Daemon, **more: Any) -> dict[str, dict[str, Any]]:
    """By scheme."""
    return {one["scheme"]: one for one in daemon.ask("plugins", **more)["plugins"]}


def cocaine(daemon: Daemon, *words: str) -> subprocess.CompletedProcess[str]:
    known = os.environ | {"COCAINE_CONNECT": daemon.endpoint}
    return subprocess.run([COCAINE, *words], env=known, capture_output=True, text=True, check=False)


class Site:
    """Where strangers' distributions are installed; daemons that are started from then on find them."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder, symlinks=True)
        self.python = folder / "bin" / "python"
        name = f"python{sys.version_info.major}.{sys.version_info.minor}"
        self._packages = folder / "lib" / name / "site-packages"
        ours = sysconfig.get_path("purelib")
        (self._packages / "ours.pth").write_text(f"import site; site.addsitedir({ours!r})\n")

    def install(self, scheme: str, text: str) -> None:
        package = f"cocaine_{scheme}"
        (self._packages / f"{package}.py").write_text(text)
        about = self._packages / f"{package}-1.2.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: stranger-{scheme}\nVersion: 1.2\n")
        (about / "entry_points.txt").write_text(f"[cocaine.plugins]\n{scheme} = {package}:Made\n")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    made = Site(tmp_path / "environment")
    monkeypatch.setattr(sys, "executable", str(made.python))
    return made


BROKEN = "import a_library_that_is_missing\n"
DOZING = "from pathlib import Path\nwhile not Path({wake!r}).exists():\n    pass\nclass Made:\n    pass\n"


def test_every_installed_scheme_is_told_with_its_distribution_and_version(daemon: Daemon) -> None:
    found = plugins(daemon)
    assert list(found) == sorted(point.name for point in entry_points(group="cocaine.plugins"))
    assert found["python"]["distribution"] == "cocaine-plugin-python"
    assert found["python"]["version"] == version("cocaine-plugin-python")


def test_a_scheme_that_is_in_use_is_ready_with_its_cells(daemon: Daemon) -> None:
    daemon.once(daemon.seed_uri)
    assert plugins(daemon)["python"] == {
        "scheme": "python",
        "distribution": "cocaine-plugin-python",
        "version": version("cocaine-plugin-python"),
        "state": "ready",
        "isolation": "forked",
        "restarts": 0,
        "cells": 1,
        "error": "",
    }


def test_a_scheme_that_nobody_wanted_is_cold_and_asking_does_not_start_it(daemon: Daemon) -> None:
    before = plugins(daemon)["http"]
    assert (before["state"], before["isolation"], before["error"]) == ("cold", "", "")
    assert plugins(daemon)["http"] == before


def test_one_that_does_not_load_is_unavailable_and_says_why(make_daemon: MakeDaemon, site: Site) -> None:
    site.install("torn", BROKEN)
    daemon = make_daemon().start()
    assert plugins(daemon)["torn"]["state"] == "cold"
    torn = plugins(daemon, load=True)["torn"]
    assert (torn["state"], torn["distribution"], torn["version"]) == ("unavailable", "stranger-torn", "1.2")
    assert "cocaine_torn:Made of stranger-torn 1.2 cannot be loaded" in torn["error"]
    assert "No module named 'a_library_that_is_missing'" in torn["error"]
    assert daemon.eventually(lambda: plugins(daemon)["torn"]["restarts"] > torn["restarts"])


def test_loading_waits_for_each_and_leaves_those_that_are_ready_as_they_are(
    make_daemon: MakeDaemon, site: Site
) -> None:
    site.install("plain", "class Made:\n    def __init__(self, uri): ...\n    def __next__(self): ...\n")
    daemon = make_daemon().start()
    found = plugins(daemon, load=True)
    assert {found[scheme]["state"] for scheme in ("plain", "python")} == {"ready"}
    assert found["plain"]["isolation"] == "forked"
    assert plugins(daemon, load=True)["plain"] == found["plain"]


def test_one_that_is_still_loading_is_starting(make_daemon: MakeDaemon, site: Site, tmp_path: Path) -> None:
    wake = tmp_path / "wake"
    site.install("dozing", DOZING.format(wake=str(wake)))
    daemon = make_daemon().start()
    with Client(daemon.endpoint) as client:
        states = {one.scheme: one.state for one in client.plugins(load=True)}
    assert states["dozing"] == "starting"
    wake.touch()
    daemon.eventually(lambda: plugins(daemon)["dozing"]["state"] == "ready")


def test_one_whose_process_died_is_started_again_and_counted(daemon: Daemon) -> None:
    daemon.once(daemon.seed_uri)
    for child in psutil.Process(daemon.pid).children():
        if "python" in child.cmdline():
            child.send_signal(signal.SIGKILL)
    daemon.eventually(lambda: plugins(daemon)["python"]["restarts"] == 1)
    daemon.eventually(lambda: plugins(daemon)["python"]["state"] == "ready")


def test_load_must_be_true_or_false(daemon: Daemon) -> None:
    assert daemon.ask("plugins", load="yes")["code"] == "malformed_request"


def test_the_command_lists_them_and_hints_at_those_that_are_cold(daemon: Daemon) -> None:
    listed = cocaine(daemon, "plugins")
    head, *rows = [line.split() for line in listed.stdout.splitlines()]
    assert head == ["SCHEME", "DISTRIBUTION", "VERSION", "STATE", "ISOLATION", "CELLS", "RESTARTS"]
    assert [row[0] for row in rows] == sorted(point.name for point in entry_points(group="cocaine.plugins"))
    assert "cocaine plugins --load" in listed.stderr
    assert listed.returncode == 0


def test_the_command_says_what_is_wrong_with_one(make_daemon: MakeDaemon, site: Site) -> None:
    site.install("torn", BROKEN)
    daemon = make_daemon().start()
    listed = cocaine(daemon, "plugins", "--load")
    (row,) = [line for line in listed.stdout.splitlines() if line.startswith("torn")]
    assert row.split() == ["torn", "stranger-torn", "1.2", "unavailable", "-", "0", row.split()[-1]]
    assert "a_library_that_is_missing" in listed.stderr
    documents = json.loads(cocaine(daemon, "plugins", "--json").stdout)
    assert {one["scheme"] for one in documents} == set(plugins(daemon))
