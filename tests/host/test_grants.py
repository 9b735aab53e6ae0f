"""What a `[[grant]]` says, and what a source's own wishes leave of it."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocaine_sdk.granting import lines_of
from cocained.config.tables import GrantConfig
from cocained.core.grants.elements import Place, covers, path, root, variable
from cocained.core.grants.grants import NOTHING, Grants, faults
from cocained.core.grants.reach import Kind, Reach, Wanted

DISK = "python:///disk.py/Disk?of=sda"


def reach(**kinds: tuple[str, ...]) -> Reach:
    return Reach.parse(**{kind: kinds.get(kind, ()) for kind in Kind})


def granting(source: str = "python:///disk.py/*", **kinds: tuple[str, ...]) -> Grants:
    return Grants([GrantConfig(source=source, **kinds)])


def texts(found: Reach) -> list[tuple[str, str]]:
    return [(kind.value, what) for kind, what in found]


# --- elements


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("/proc", "/proc"), ("/proc/", "/proc"), ("//proc//x", "/proc/x"), ("/./a/./b", "/a/b"), ("/", "/"),
        ("/a b/ж", "/a b/ж"), ("/a..b/..c", "/a..b/..c"),
    ],
)  # fmt: skip
def test_a_path_has_one_spelling(text: str, meant: str) -> None:
    assert path(text) == meant


@pytest.mark.parametrize(
    "text", ["", "a", "./a", "~/a", "/a/../b", "/..", "/a\0b", "/a\nb", "/" + "x" * 4096]
)
def test_what_is_no_absolute_path_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a path"):
        path(text)


@pytest.mark.parametrize("text", ["/proc/self", "/proc/self/environ", "/proc/thread-self/fd", "/proc//self/"])
def test_nobody_grants_the_folder_of_whoever_looks(text: str) -> None:
    with pytest.raises(ValueError, match="of whoever looks"):
        root(text)


@pytest.mark.parametrize(
    ("granted", "wanted", "covered"),
    [
        ("/proc", "/proc", True), ("/proc", "/proc/a/b", True), ("/proc", "/process", False), ("/", "/a", True),
        ("/a/b", "/a", False), ("/a/b", "/a/bc", False),
    ],
)  # fmt: skip
def test_a_path_is_for_itself_and_all_beneath_it(granted: str, wanted: str, covered: bool) -> None:
    assert covers(granted, wanted) is covered


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("127.0.0.1:3306", "127.0.0.1", 3306), ("DB.Example.com.:1", "db.example.com", 1), ("[::1]:80", "::1", 80),
        ("[0:0::0001]:80", "::1", 80), ("localhost:65535", "localhost", 65535), ("_srv.a-b:5", "_srv.a-b", 5),
    ],
)  # fmt: skip
def test_a_place_has_one_spelling(text: str, host: str, port: int) -> None:
    assert Place.parse(text) == (host, port)


@pytest.mark.parametrize(
    "text",
    [
        "", ":80", "a", "a:", "a:0", "a:65536", "a:-1", "a:8080x", "a:٣", "::1:80", "[::1]", "[::1%eth0]:80", "[a]:80",
        "https://a:443/", "user@a:80", "a b:80", "127.1:80", "2130706433:80", "0x7f000001:80", "1.2.3.0x4:80",
        "a..b:80", "-a:80", "a/b:80", "*:80", "*.a:80", "ж:80", "a\n:80",
    ],
)  # fmt: skip
def test_what_a_resolver_could_read_in_another_way_is_no_place(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Place.parse(text)


@pytest.mark.parametrize("text", ["", "1A", "A-B", "A B", "A=B", "A\n", "ж", "A" * 257])
def test_what_no_shell_would_name_is_no_variable(text: str) -> None:
    with pytest.raises(ValueError, match="variable"):
        variable(text)


# --- grants


def test_a_source_has_what_all_grants_together_give_it() -> None:
    grants = Grants(
        [
            GrantConfig(source="python:///disk.py/*", read=("/proc", "/sys/block/"), env=("HOME",)),
            GrantConfig(source="python:///*", read=("/proc/",), connect=("DB:1",), fetch=("HTTP://A.b/c",)),
            GrantConfig(source="javascript:///*", read=("/etc",)),
        ]
    )
    found = grants.of(DISK)
    assert found.read == ("/proc", "/sys/block")
    assert texts(found)[2:] == [("connect", "db:1"), ("fetch", "http://a.b/c"), ("env", "HOME")]
    assert grants.of("mysql://db/x") == NOTHING


@pytest.mark.parametrize(
    "uri",
    ["python:///other.py/Disk", "python:///disk.py", "python://host/disk.py/Disk", "pythonx:///disk.py/D"],
)
def test_a_grant_is_for_those_whom_its_pattern_names_alone(uri: str) -> None:
    assert granting(read=("/",)).of(uri) == NOTHING


def test_what_is_taken_away_is_gone_at_once() -> None:
    grants = granting(read=("/proc",))
    assert grants.of(DISK).reads("/proc/stat")
    grants.replace([])
    assert grants.of(DISK) == NOTHING


def test_what_a_source_wants_leaves_it_what_is_both_wanted_and_granted() -> None:
    granted = reach(
        read=("/proc", "/etc/app"),
        connect=("db:1", "db:2"),
        fetch=("https://a.b/", "https://c.d/v1"),
        env=("A", "B"),
    )
    wants = reach(
        read=("/proc/stat", "/etc", "/usr"),
        connect=("db:2", "db:3"),
        fetch=("https://a.b/x/", "https://c.d/"),
        env=("B",),
    )
    assert texts(granted.within(wants)) == [
        ("read", "/proc/stat"), ("read", "/etc/app"), ("connect", "db:2"), ("fetch", "https://a.b/x/"),
        ("fetch", "https://c.d/v1"), ("env", "B"),
    ]  # fmt: skip
    assert list(granted.lacking(wants)) == [
        Wanted(Kind.READ, "/etc"), Wanted(Kind.READ, "/usr"), Wanted(Kind.CONNECT, "db:3"),
        Wanted(Kind.FETCH, "https://c.d/"),
    ]  # fmt: skip


PATHS = st.lists(st.sampled_from(["/", "/a", "/a/b", "/a/b/c", "/ab", "/b"]), max_size=4).map(tuple)


@given(PATHS, PATHS, st.sampled_from(["/", "/a", "/a/b", "/a/b/c", "/a/b/c/d", "/ab", "/b/x", "/c"]))
def test_a_path_can_be_read_where_both_the_grant_and_the_wish_have_it(
    granted: tuple[str, ...], wanted: tuple[str, ...], asked: str
) -> None:
    both = reach(read=granted).reads(asked) and reach(read=wanted).reads(asked)
    assert reach(read=granted).within(reach(read=wanted)).reads(asked) is both


# --- the configuration


def test_a_reload_that_changes_nothing_of_a_source_leaves_it_alone() -> None:
    one, same = granting(read=("/proc/", "/a")), granting(read=("/proc", "/a"))
    assert one.of(DISK) == same.of(DISK)


def test_every_element_that_cannot_be_used_is_named_with_its_place() -> None:
    rows = [
        GrantConfig(source="python:///*", read=("/ok", "rel"), connect=("x",)),
        GrantConfig(source="nonsense", fetch=("ftp://a/",), env=("A=B",)),
    ]
    found = list(faults(rows))
    assert [line.partition(":")[0] for line in found] == [
        "grant[1].read", "grant[1].connect", "grant[2].source", "grant[2].fetch", "grant[2].env",
    ]  # fmt: skip
    assert "'rel': a path begins with /" in found[0]


def test_check_config_says_what_is_wrong_with_a_grant(tmp_path: Path) -> None:
    file = tmp_path / "cocained.toml"
    file.write_text('[[grant]]\nsource = "python:///*"\nread = ["/proc", "../x"]\n')
    done = subprocess.run(
        [sys.executable, "-m", "cocained", "check-config", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "grant[1].read: '../x': a path begins with /" in done.stderr


# --- the lines that would grant it

HOSTILE = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)


@given(HOSTILE, st.lists(st.tuples(st.sampled_from(Kind), HOSTILE), min_size=1, max_size=6))
def test_the_lines_that_would_grant_something_say_that_and_nothing_else(
    source: str, wanted: list[tuple[Kind, str]]
) -> None:
    text = lines_of(source, [Wanted(kind, what) for kind, what in wanted])
    expected: dict[str, Any] = {"source": source}
    for kind, what in wanted:
        expected.setdefault(kind.value, []).append(what)
    assert tomllib.loads(text) == {"grant": [expected]}
    assert all(line.isprintable() for line in text.split("\n"))


def test_half_a_character_does_no_harm_to_the_lines() -> None:
    assert tomllib.loads(lines_of("a\ud800", [])) == {"grant": [{"source": "a\ufffd"}]}
