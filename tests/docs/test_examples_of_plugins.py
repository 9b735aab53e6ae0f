"""The distributions that docs/plugins.md shows can be installed beside a daemon, and do what the page says."""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Daemon, MakeDaemon

PAGE = Path(__file__).resolve().parents[2] / "docs" / "plugins.md"
BLOCK = re.compile(r"^```(?:toml|python)\n# (pyproject\.toml|\w+\.py)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def files_of(name: str) -> dict[str, str]:
    """The files of one distribution: its pyproject.toml, and the blocks after it."""
    found: dict[str, str] = {}
    for file, text in BLOCK.findall(PAGE.read_text()):
        if file == "pyproject.toml":
            found = found if f'"{name}"' in found.get(file, "") else {}
            if found:
                break
        found[file] = text
    assert f'"{name}"' in found["pyproject.toml"]
    return found


class Environment:
    """One of its own, as an operator makes it, which sees all that this one has."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder, symlinks=True)
        self.python = folder / "bin" / "python"
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        self._packages = folder / "lib" / version / "site-packages"
        ours = sysconfig.get_path("purelib")
        (self._packages / "ours.pth").write_text(f"import site; site.addsitedir({ours!r})\n")

    def install(self, work: Path, name: str) -> Path:
        """Build a distribution of the page, and unpack it as an installer does; where its files are."""
        work.mkdir()
        for file, text in files_of(name).items():
            (work / file).write_text(text)
        subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel"], cwd=work, check=True)
        (wheel,) = (work / "dist").glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(self._packages)
        return work


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Environment:
    """Daemons run in it."""
    made = Environment(tmp_path / "environment")
    monkeypatch.setattr(sys, "executable", str(made.python))
    return made


def explain(daemon: Daemon, key: str) -> dict[str, Any]:
    found: dict[str, Any] = daemon.ask("explain", {key: {}})[key]
    return found


def test_the_plugin_makes_sources(make_daemon: MakeDaemon, environment: Environment, tmp_path: Path) -> None:
    environment.install(tmp_path / "work", "cocaine-plugin-dice")
    daemon = make_daemon().start()
    assert 1 <= daemon.once("dice://table?sides=20")["rolled"] <= 20


def test_the_driver_runs_sources_and_refuses_what_makes_no_sense(
    make_daemon: MakeDaemon, environment: Environment, tmp_path: Path
) -> None:
    environment.install(tmp_path / "work", "cocaine-driver-poisson")
    daemon = make_daemon()
    daemon.source("n.py", "class N:\n    def next(self):\n        return {'n': 1}\n")
    daemon.start()
    uri = "python:///n.py/N"
    key = daemon.push(uri, driver="poisson", mean=10)["key"]
    said = daemon.eventually(lambda: (found := explain(daemon, key))["runs"] >= 5 and found)
    assert said["figures"]["longest"] > 0
    assert "mean must be at least 1 ms" in daemon.push(uri, driver="poisson", mean=0)["error"]


def test_the_drivers_own_test_passes(environment: Environment, tmp_path: Path) -> None:
    work = environment.install(tmp_path / "work", "cocaine-driver-poisson")
    command = [str(environment.python), "-m", "pytest", "-q", "--rootdir", str(work), "test_poisson.py"]
    subprocess.run(command, cwd=work, check=True)
