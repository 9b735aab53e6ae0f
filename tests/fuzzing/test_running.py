"""The fuzzer's own ways: what it is told, what it plants, and what it reads out of what libFuzzer says."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from fuzz import running
from fuzz.targets import NAMES

ROOT = Path(running.__file__).parents[1]
SAID = """\
#2	INITED cov: 38 ft: 38 corp: 1/1b exec/s: 0 rss: 43Mb
#1296	NEW    cov: 67 ft: 78 corp: 12/35b lim: 6 exec/s: 0 rss: 43Mb L: 6/6 MS: 5 CopyPart-

 === Uncaught Python exception: ===
AssertionError: it does not hold
Traceback (most recent call last):
  File "law.py", line 1, in law

==21235== ERROR: libFuzzer: fuzz target exited
stat::number_of_executed_units: 1300
"""


def fuzz(*arguments: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "fuzz", *arguments]
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", NAMES)
def test_every_target_has_a_law_seeds_and_words(name: str, tmp_path: Path) -> None:
    target = import_module(f"fuzz.targets.{name}")
    seeds = list(target.seeds())
    running._plant(tmp_path, seeds)
    assert {file.read_bytes() for file in tmp_path.iterdir()} == {*seeds}
    assert all(len(seed) <= running.LONGEST for seed in seeds)
    assert target.WORDS
    target.law(b"")


def test_there_is_no_target_that_is_not_named() -> None:
    files = {file.stem for file in (ROOT / "fuzz" / "targets").glob("*.py")} - {"__init__"}
    assert files == {*NAMES}


def test_a_finding_can_be_tried_again_and_says_whether_it_still_is_one(tmp_path: Path) -> None:
    finding = tmp_path / "crash"
    finding.write_bytes(b"http://h/\xff\nhttp://*")
    ran = fuzz("--replay", str(finding), "uris")
    assert (ran.returncode, ran.stdout) == (0, "uris: it holds\n")


def test_a_target_that_is_none_is_refused() -> None:
    ran = fuzz("nothing")
    assert ran.returncode == 2
    assert "no target nothing; there are cells, requests, uris, urls, zygotes" in ran.stderr


def test_what_libfuzzer_says_is_understood(tmp_path: Path) -> None:
    outcome = running.Outcome.of("uris", 1.5, [tmp_path], 77, SAID)
    assert outcome[:6] == ("uris", 1.5, [tmp_path], 1300, 67, 12)
    assert outcome.said.splitlines()[0] == "AssertionError: it does not hold"
    assert "libFuzzer" not in outcome.said
    assert not outcome.is_good


def test_a_fuzzer_that_was_killed_has_its_last_count_and_its_last_words() -> None:
    killed = SAID.partition(" ===")[0]
    outcome = running.Outcome.of("uris", 1.5, [], -9, killed)
    assert (outcome.runs, outcome.edges, outcome.corpus) == (1296, 67, 12)
    assert outcome.said == killed.strip()
    assert not outcome.is_good


def test_a_fuzzer_that_ends_well_and_has_found_nothing_is_good() -> None:
    assert running.Outcome.of("uris", 1.5, [], 0, SAID).is_good


def test_a_word_is_written_as_dictionaries_want_it() -> None:
    assert running._escaped('a"\0é') == r"\x61\x22\x00\xc3\xa9"
