"""Which limits a source has: those of all sources, and those of the patterns that fit its URI."""

from __future__ import annotations

from pathlib import Path

import pytest

from cocained.config import ConfigError, check
from cocained.config.tables import LimitConfig
from cocained.core.limits import MEMORY, STORE, Allowances, Kind

URI = "python:///disk.py/Disk?path=/"
PATTERN = "python:///disk.py/*"


def limited(**limits: float) -> LimitConfig:
    return LimitConfig(source=PATTERN, **limits)  # type: ignore[arg-type]


def test_without_a_word_a_source_has_the_memory_and_the_store_of_all_and_no_other_limit() -> None:
    assert Allowances(1 << 26, 1 << 20).of(URI).described() == {"memory": 1 << 26, "store": 1 << 20}
    assert Allowances().of(URI).described() == {"memory": MEMORY, "store": STORE}


def test_what_a_limit_leaves_out_others_decide() -> None:
    rows = [
        LimitConfig(source="python://*", memory=1 << 25, cpu=0.5, timeout=2.0),
        LimitConfig(source="javascript://*", events=1.0),
        limited(cpu=0.1, store=2048),
    ]
    found = Allowances(rows=rows).of(URI)
    assert found.described() == {"memory": 1 << 25, "store": 2048, "cpu": 0.1, "timeout": 2.0}


def test_of_each_kind_the_last_limit_that_fits_counts() -> None:
    wide, narrow = LimitConfig(source="python://*", cpu=0.5, events=5.0), limited(cpu=0.1)
    assert Allowances(rows=[wide, narrow]).of(URI).cpu == 0.1
    assert Allowances(rows=[narrow, wide]).of(URI).cpu == 0.5
    assert Allowances(rows=[wide, narrow]).of(URI).events == 5.0


def test_a_sentence_can_say_where_each_limit_stands() -> None:
    found = Allowances(rows=[limited(memory=1 << 25)]).of(URI)
    assert found.key(Kind.MEMORY) == "[[limit]] memory of python:///disk.py/*"
    assert found.key(Kind.STORE) == "[limits] store"


def test_new_limits_are_in_force_at_once() -> None:
    allowances = Allowances(rows=[limited(cpu=0.1)])
    assert allowances.of(URI).cpu == 0.1
    allowances.replace(MEMORY, 4096, [limited(cpu=0.2)])
    assert (allowances.of(URI).cpu, allowances.of(URI).store) == (0.2, 4096)
    allowances.replace(MEMORY, 4096, [])
    assert allowances.of(URI).cpu is None


@pytest.mark.parametrize(
    ("pattern", "uri"),
    [
        (PATTERN, "python:///disk.py/Disk"),
        (PATTERN, "python:////disk.py//Disk?path=/"),
        (PATTERN, "python:///%64isk.py/Disk"),
        (PATTERN, "python:///disk.py/Disk#x"),
        ("python:///a/disk.py/*", "python:///a//disk.py/Disk"),
        ("python://code.example.com/*", "python://CODE.example.com/x.py/X#sha256=00"),
        ("python://code.example.com/*", "python://me@code.example.com:443/x.py/X"),
        ("http://api.example.com/*", "http://user:password@api.example.com:80/v1"),
        ("mysql://app:*@db.example.com*", "mysql://app:{secret:db}@db.example.com:3306/shop"),
        ("mysql://db.example.com*", "mysql://app:{secret:db}@db.example.com:3306/shop"),
        ("http://api.example.com:8080/*", "http://user@api.example.com:8080//v1"),
    ],
)
def test_no_other_spelling_of_a_uri_slips_out_of_its_limit(pattern: str, uri: str) -> None:
    assert Allowances(rows=[LimitConfig(source=pattern, cpu=0.1)]).of(uri).cpu == 0.1


@pytest.mark.parametrize(
    "uri",
    [
        "python:///disk.py.py/Disk",
        "python:///other.py/Disk",
        "python:///other/disk.py/Disk",
        "python://disk.py/Disk",
        "javascript:///disk.py/Disk",
        "python:///other.py/Disk?x=/disk.py/",
    ],
)
def test_another_source_has_no_part_in_it(uri: str) -> None:
    assert Allowances(rows=[limited(cpu=0.1)]).of(uri).cpu is None


def test_what_is_no_uri_has_the_limits_of_all() -> None:
    assert Allowances(rows=[limited(cpu=0.1)]).of("nonsense").described() == {
        "memory": MEMORY,
        "store": STORE,
    }


def test_the_check_of_a_configuration_names_each_limit_that_cannot_be_used(tmp_path: Path) -> None:
    file = tmp_path / "cocained.toml"
    file.write_text(
        '[[limit]]\nsource = "*"\ncpu = 1\n[[limit]]\nsource = "python:///x.py/*"\n'
        '[[limit]]\nsource = "python://*"\ncpu = 0.5\n'
    )
    with pytest.raises(ConfigError) as error:
        check(file)
    assert "limit[1].source: '*': write scheme://…" in str(error.value)
    assert "limit[2]: it limits nothing; give it one of memory, cpu, timeout, events, store" in str(
        error.value
    )
    assert "limit[3]" not in str(error.value)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("cpu = 0", "a number of cores from 0.001 to 1024"),
        ("timeout = 0", "a number of seconds from 0.001 to 1000000"),
        ("events = -1", "a number of events from 0.001 to 1000000"),
        ("memory = 1024", "a whole number from 16777216"),
        ("store = 1", "a whole number from 1024"),
        ("squid = 1", "limit[1].squid: unknown key"),
    ],
)
def test_a_limit_that_no_source_can_have_is_refused(tmp_path: Path, line: str, expected: str) -> None:
    file = tmp_path / "cocained.toml"
    file.write_text(f'[[limit]]\nsource = "python://*"\n{line}\n')
    with pytest.raises(ConfigError) as error:
        check(file)
    assert expected in str(error.value)
