"""What `cocaine new` writes runs at once, and passes its own tests, where somebody else installs it."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest


class Author:
    """Somebody in a folder, with an environment that has what this one has, and what they install."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "work"
        self.folder.mkdir()
        environment = folder / "environment"
        venv.create(environment, symlinks=True)
        self.python = environment / "bin" / "python"
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        self._packages = environment / "lib" / version / "site-packages"
        ours = sysconfig.get_path("purelib")
        (self._packages / "ours.pth").write_text(f"import site; site.addsitedir({ours!r})\n")

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.python), "-m", *words], cwd=self.folder, capture_output=True, text=True, check=False
        )

    def cocaine(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self.run("cocaine_sdk.cli", *words)

    def tests(self, path: str) -> str:
        ran = self.run("pytest", "-q", "-p", "no:cacheprovider", "-p", "no:asyncio", path)
        return ran.stdout + ran.stderr

    def install(self, project: str) -> None:
        """Build a wheel, and unpack it as an installer does."""
        work = self.folder / project
        subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel"], cwd=work, check=True)
        (wheel,) = (work / "dist").glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(self._packages)

    def files(self) -> dict[str, str]:
        there = [path for path in self.folder.rglob("*") if path.is_file()]
        return {path.relative_to(self.folder).as_posix(): path.read_text() for path in there}


@pytest.fixture
def author(tmp_path: Path) -> Author:
    return Author(tmp_path)


def test_a_python_source_runs_and_passes_its_test_at_once(author: Author) -> None:
    made = author.cocaine("new", "python", "first_steps")
    assert made.stdout.split() == ["python.d/first_steps.py", "tests/test_first_steps.py"]
    assert "try 'python:///first_steps.py/FirstSteps?greeting=hi'" in made.stderr
    tried = author.cocaine("try", "python:///first_steps.py/FirstSteps?greeting=hi")
    assert "greeting=hi runs=5" in tried.stdout, tried.stderr
    assert "1 passed" in author.tests("tests/test_first_steps.py")


def test_a_plugin_installs_runs_and_passes_its_tests_at_once(author: Author) -> None:
    made = author.cocaine("new", "plugin", "coin-box")
    assert set(made.stdout.split()) == set(author.files())
    assert "install ./cocaine-plugin-coin-box" in made.stderr
    author.install("cocaine-plugin-coin-box")
    tried = author.cocaine("try", "coin-box://place?sides=1", "--n", "2")
    assert tried.stdout.count("rolled=1") == 2, tried.stderr
    assert "4 passed" in author.tests("cocaine-plugin-coin-box")


def test_a_plugin_imports_the_sdk_and_nothing_of_the_daemon(author: Author) -> None:
    author.cocaine("new", "plugin", "dice")
    texts = "\n".join(author.files().values())
    assert "import cocained" not in texts
    assert "from cocained" not in texts


def test_a_javascript_source_runs_and_passes_its_test_at_once(author: Author) -> None:
    made = author.cocaine("new", "javascript", "hello")
    assert made.stdout.split() == ["javascript.d/hello.js", "tests/test_hello_js.py"]
    assert "try 'javascript:///hello.js/Hello?greeting=hi'" in made.stderr
    tried = author.cocaine("try", "javascript:///hello.js/Hello?greeting=hi")
    assert "greeting=hi runs=5" in tried.stdout, tried.stderr
    assert "1 passed" in author.tests("tests/test_hello_js.py")


WITHOUT_JAVASCRIPT = """
import importlib.metadata, sys
found = importlib.metadata.entry_points
importlib.metadata.entry_points = lambda **what: () if what.get("name") == "javascript" else found(**what)
sys.argv = ["cocaine", "new", "javascript", "hello"]
from cocaine_sdk.cli import main
main()
"""


def test_where_no_runtime_for_javascript_is_installed_it_is_written_and_that_is_said(author: Author) -> None:
    made = subprocess.run(
        [sys.executable, "-c", WITHOUT_JAVASCRIPT],
        cwd=author.folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "no runtime for JavaScript is installed here" in made.stderr
    assert set(author.files()) == {"javascript.d/hello.js", "tests/test_hello_js.py"}


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        ("python", "Hello", "small letters"),
        ("python", "1st", "small letters"),
        ("python", "../up", "small letters"),
        ("python", "a-b", "small letters"),
        ("python", "", "small letters"),
        ("python", "ключ", "small letters"),
        ("python", "a" * 65, "small letters"),
        ("python", "none", "hide Python's own None"),
        ("python", "exception", "hide Python's own Exception"),
        ("javascript", "a/b", "small letters"),
        ("plugin", "a_b", "small letters"),
        ("plugin", "a--b", "small letters"),
        ("plugin", "-a", "No such option"),
        ("plugin", "python", "cocaine-plugin-python brings it"),
    ],
)
def test_a_name_that_cannot_be_used_is_refused_and_nothing_is_written(
    author: Author, kind: str, name: str, words: str
) -> None:
    refused = author.cocaine("new", kind, name)
    assert refused.returncode == 2
    assert words in refused.stderr
    assert author.files() == {}


@pytest.mark.parametrize("kind", ["python", "javascript", "plugin"])
def test_what_is_there_is_not_written_over(author: Author, kind: str) -> None:
    author.cocaine("new", kind, "hello")
    before = author.files()
    refused = author.cocaine("new", kind, "hello")
    assert refused.returncode == 1
    assert "already there" in refused.stderr
    assert author.files() == before


def test_where_one_of_its_files_is_there_none_is_written(author: Author) -> None:
    (author.folder / "tests").mkdir()
    (author.folder / "tests" / "test_hello.py").write_text("mine")
    assert author.cocaine("new", "python", "hello").returncode == 1
    assert author.files() == {"tests/test_hello.py": "mine"}


def test_a_folder_that_cannot_be_written_is_named(author: Author) -> None:
    (author.folder / "python.d").write_text("a file")
    refused = author.cocaine("new", "python", "hello")
    assert refused.returncode == 1
    assert "python.d cannot be written" in refused.stderr


def test_the_templates_are_in_the_wheel_of_the_sdk(tmp_path: Path) -> None:
    sdk = Path(__file__).resolve().parents[2] / "sdk"
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=sdk, check=True, env=os.environ)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if "/templates/" in name}
    there = (sdk / "cocaine_sdk" / "templates").rglob("*.txt")
    assert packed == {path.relative_to(sdk).as_posix() for path in there}
    assert packed
