"""Real distributions of strangers: built to wheels, and unpacked as an installer does, beside the daemon's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
OURS = ("sdk", "host", "runtimes/python")

Install = Callable[[str], None]


class Environment:
    """A fresh environment. It borrows the libraries that the daemon needs, and has the daemon from its wheels."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder, symlinks=True)
        self.python = str(folder / "bin" / "python")
        self._site = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder)}))
        borrowed = sysconfig.get_path("purelib")
        (self._site / "borrowed.pth").write_text(f"import site; site.addsitedir({borrowed!r})\n")

    def install(self, wheel: Path) -> None:
        """As an installer does: a wheel is unpacked into its place."""
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(self._site)


def build(distribution: Path, work: Path) -> Path:
    """The wheel of a distribution."""
    shutil.copytree(distribution, work, ignore=shutil.ignore_patterns("__pycache__", "dist"))
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel"], cwd=work, check=True)
    (wheel,) = (work / "dist").glob("*.whl")
    return wheel


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Of the daemon and what it is made of."""
    folder = tmp_path_factory.mktemp("wheels")
    return [build(ROOT / member, folder / member.replace("/", "-")) for member in OURS]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The wheel of one of the distributions of this folder, built once."""
    folder = tmp_path_factory.mktemp("strangers")
    return cache(lambda name: build(HERE / name, folder / name))


@pytest.fixture
def environment(wheels: list[Path], tmp_path: Path) -> Environment:
    made = Environment(tmp_path / "environment")
    for wheel in wheels:
        made.install(wheel)
    return made


@pytest.fixture
def install(tmp_path: Path, built: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> Install:
    """Builds one of the distributions of this folder; daemons that are started from then on find it."""
    site = tmp_path / "site"
    site.mkdir()

    def unpack(name: str) -> None:
        with zipfile.ZipFile(built(name)) as archive:
            archive.extractall(site)

    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join([str(site), *filter(None, [os.environ.get("PYTHONPATH")])])
    )
    return unpack
