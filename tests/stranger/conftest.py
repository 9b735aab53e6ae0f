"""Real distributions of strangers: built to wheels, and unpacked as an installer does, beside the daemon's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent

Install = Callable[[str], None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Builds one of the distributions of this folder; daemons that are started from then on find it."""
    site = tmp_path / "site"
    site.mkdir()

    def build(name: str) -> None:
        work = tmp_path / name
        shutil.copytree(HERE / name, work)
        subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel"], cwd=work, check=True)
        (wheel,) = (work / "dist").glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(site)

    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join([str(site), *filter(None, [os.environ.get("PYTHONPATH")])])
    )
    return build
