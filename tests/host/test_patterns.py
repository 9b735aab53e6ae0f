"""The patterns of a secret let it into no URI but those that were meant."""

from __future__ import annotations

import pytest

from cocained.config.tables import GrantConfig, LimitConfig
from cocained.core import patterns
from cocained.core.grants.grants import Grants
from cocained.core.limits import Allowances
from cocained.core.patterns import Pattern, straightened
from cocained.core.secrets import Secret

SECRET = "app:{secret:db}"
MEANT = [
    ("mysql://*@db.example.com*", f"mysql://{SECRET}@db.example.com"),
    ("mysql://*@db.example.com*", f"mysql://{SECRET}@db.example.com:3306/shop?tls=off"),
    ("mysql://*@db.example.com*", "mysql://app:@{secret:db}@db.example.com/"),
    ("mysql://app:{secret:db}@db.example.com/shop", f"mysql://{SECRET}@db.example.com/shop"),
    ("mysql://app:*@*.example.com/*", f"mysql://{SECRET}@eu-1.example.com/shop"),
    ("mysql://*@10.0.0.*", f"mysql://{SECRET}@10.0.0.7:3306/"),
    ("mysql://*@*", f"mysql://{SECRET}@anywhere:1/x"),
    ("mysql://*@[::1]:*/*", f"mysql://{SECRET}@[::1]:3306/x"),
    ("http://api.example.com/*", "http://api.example.com/v1?key={secret:db}&x=1"),
    ("http://api.example.com/*#*", "http://api.example.com/?key={secret:db}#proxy=http://p:1"),
    ("python:///file.py/*", "python:///file.py/Class?password={secret:db}"),
    ("http://a/*b*c", "http://a/xbxbcxc"),
]
NOT_MEANT = [
    ("mysql://*@db.example.com*", "http://evil/?{secret:db}"),
    ("mysql://*@db.example.com*", f"mysql://{SECRET}@evil/?x=@db.example.com"),
    ("mysql://*@db.example.com*", f"mysql://{SECRET}@evil/@db.example.com"),
    ("mysql://*@db.example.com*", f"mysql://{SECRET}@evil#@db.example.com"),
    ("mysql://*@db.example.com*", f"mysql://{SECRET}@evil@db.example.com"),
    ("mysql://*@db.example.com*", f"mysql://{SECRET}@db.example.com@evil/"),
    ("mysql://*@db.example.com*", f"mysql://{SECRET}@db.example.com.evil.net/"),
    ("mysql://*@db.example.com*", f"mysql://{SECRET}@db.example.community/"),
    ("mysql://*@db.example.com*", f"mysql://{SECRET}@db.example.com\\@evil/"),
    ("mysql://*@db.example.com*", f"http://{SECRET}@db.example.com/"),
    ("mysql://*@db.example.com", f"mysql://{SECRET}@db.example.com:3306"),
    ("mysql://*@db.example.com/", f"mysql://{SECRET}@db.example.com:3306/"),
    ("mysql://*@*.example.com/*", f"mysql://{SECRET}@evil\uff0f.example.com/"),
    ("mysql://*@*.example.com/*", f"mysql://{SECRET}@evil%2f.example.com/"),
    ("mysql://*", f"mysql://{SECRET}@db.example.com/"),
    ("http://api.example.com/*", "http://api.example.com@evil/{secret:db}"),
    ("http://api.example.com/*", "http://api.example.com/?key={secret:db}#proxy=http://evil"),
    ("http://api.example.com*", "http://api.example.com?key={secret:db}#proxy=http://evil"),
    ("python:///file.py/*", "python:///other.py/Class?password={secret:db}"),
    ("http://a/*b*b", "http://a/b"),
]
NONE = [
    "",
    "*",
    "*://host/*",
    "db.example.com",
    "mysql://a@b@c",
    "HTTP://host",
    "http://a b/",
    "http://a/\n*",
    "x://" + "a" * 5000,
]


@pytest.mark.parametrize(("pattern", "uri"), MEANT)
def test_a_uri_that_is_meant_matches(pattern: str, uri: str) -> None:
    assert Pattern(pattern).matches(uri)


@pytest.mark.parametrize(("pattern", "uri"), NOT_MEANT)
def test_a_uri_that_leads_elsewhere_does_not_match(pattern: str, uri: str) -> None:
    assert not Pattern(pattern).matches(uri)


@pytest.mark.parametrize("text", NONE)
def test_a_text_that_is_no_pattern_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="scheme://"):
        Pattern(text)


def test_a_pattern_of_many_stars_costs_no_more_than_one_of_few() -> None:
    assert not Pattern("http://a/" + "*a" * 2000 + "b").matches("http://a/" + "a" * 4000)


def test_an_at_too_much_is_looked_for_at_the_beginning_alone() -> None:
    """Anywhere in it, a text of this length would take hours."""
    uri = "python:///a?x=" + "a" * 1_000_000 + ":@{"
    assert straightened(uri) == uri
    assert not Pattern("python:///b*").matches(uri)


def test_a_uri_is_taken_apart_once_for_all_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [f"http://h{number}/*" for number in range(50)]
    grants = Grants(GrantConfig(source=row, read=("/etc",)) for row in rows)
    limits = Allowances(rows=[LimitConfig(source=row, cpu=0.5) for row in rows])
    taken: list[str] = []

    def counted(uri: str) -> str:
        taken.append(uri)
        return straightened(uri)

    monkeypatch.setattr(patterns, "straightened", counted)
    grants.of("http://u@h:1/x")
    assert len(taken) == 1
    limits.of("http://u@h:1/x")
    assert len(taken) == 7  # as it is written, to find what else it may be read as, and as each of those
    taken.clear()
    assert not Secret("me", "value", ("http://other/*",) * 3, 0.0).is_for("http://h/")
    assert taken.count("http://h/") == 1
