"""The doctor knows what is installed by its metadata, and says what would keep the daemon from starting."""

from __future__ import annotations

import sys
import sysconfig
import venv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.host.doctor.conftest import Doctor


class Site:
    """An environment that has ours in it, and strangers' distributions."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder, symlinks=True)
        self.python = folder / "bin" / "python"
        name = f"python{sys.version_info.major}.{sys.version_info.minor}"
        self._packages = folder / "lib" / name / "site-packages"
        ours = sysconfig.get_path("purelib")
        (self._packages / "ours.pth").write_text(f"import site; site.addsitedir({ours!r})\n")

    def install(self, distribution: str, points: str, module: str | None = None) -> None:
        if module is not None:
            (self._packages / f"{module}.py").write_text("raise SystemExit('the doctor has loaded it')\n")
        about = self._packages / f"{distribution.replace('-', '_')}-1.2.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.2\n")
        (about / "entry_points.txt").write_text(points)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    made = Site(tmp_path / "environment")
    monkeypatch.setattr(sys, "executable", str(made.python))
    return made


def test_every_scheme_is_named_with_what_brought_it(doctor: Doctor) -> None:
    seen = doctor.look()
    assert seen.finding("plugins", "scheme python")["says"].startswith("cocaine-plugin-python ")
    assert {"scheme http", "scheme mysql", "scheme javascript"} <= set(seen.names("plugins"))


def test_a_plugin_is_told_of_and_not_loaded(doctor: Doctor, site: Site) -> None:
    site.install("stranger", "[cocaine.plugins]\ntide = cocaine_tide:Tide\n", "cocaine_tide")
    seen = doctor.look_by_itself()
    assert seen.finding("plugins", "scheme tide")["says"] == "stranger 1.2"
    assert seen.failing == []


@pytest.mark.parametrize(
    ("group", "what"),
    [
        ("cocaine.plugins", "scheme tide"),
        ("cocaine.drivers", "driver tide"),
        ("cocaine.storages", "storage tide"),
    ],
)
def test_a_name_that_two_bring_keeps_the_daemon_from_starting(
    doctor: Doctor, site: Site, group: str, what: str
) -> None:
    site.install("stranger", f"[{group}]\ntide = cocaine_tide:Tide\n", "cocaine_tide")
    site.install("rival", f"[{group}]\ntide = cocaine_tide:Tide\n")
    seen = doctor.look_by_itself()
    assert seen.mark("plugins", what) == "broken"
    assert seen.finding("plugins", what)["figures"] == {"distributions": ["rival 1.2", "stranger 1.2"]}
    assert seen.failing


def test_a_plugin_whose_module_is_gone_is_broken(doctor: Doctor, site: Site) -> None:
    site.install("stranger", "[cocaine.plugins]\ntide = cocaine_tide:Tide\n")
    assert doctor.look_by_itself().mark("plugins", "scheme tide") == "broken"


def test_a_folder_of_sources_that_is_not_there_is_a_warning(doctor: Doctor) -> None:
    assert doctor.look("--plugins", "/no/such/folder").mark("plugins", "folder") == "warning"
    assert doctor.look("--plugins", "/etc/passwd").mark("plugins", "folder") == "warning"


def test_a_folder_of_sources_that_anybody_writes_to_is_a_warning(doctor: Doctor) -> None:
    assert doctor.look().mark("plugins", "folder") == "ok"
    doctor.plugins.chmod(0o777)
    seen = doctor.look()
    assert seen.mark("plugins", "folder") == "warning"
    assert seen.finding("plugins", "folder")["remedy"] == f"chmod o-w {doctor.plugins}"
