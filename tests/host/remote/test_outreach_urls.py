"""URLs are read strictly: what two readers could read differently is refused, and a beginning has whole segments."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocained.outreach.urls import BadUrl, Url, is_allowed


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("HTTPS://Example.COM", "https://example.com/"),
        ("https://example.com./x", "https://example.com/x"),
        ("https://example.com:443/x", "https://example.com/x"),
        ("http://example.com:80/x", "http://example.com/x"),
        ("http://example.com:443/x", "http://example.com:443/x"),
        ("https://example.com:08443/x", "https://example.com:8443/x"),
        ("https://example.com/%7euser/%61", "https://example.com/~user/a"),
        ("https://example.com/a%2fb", "https://example.com/a%2Fb"),
        ("https://example.com/caf\u00e9?q=\u00e9#part", "https://example.com/caf%C3%A9?q=%C3%A9"),
        ("https://example.com?q=1", "https://example.com/?q=1"),
        ("https://b\u00fccher.example/", "https://xn--bcher-kva.example/"),
        ("https://fa\u00df.example/", "https://xn--fa-hia.example/"),
        ("https://[2001:DB8:0:0::1]:8443/", "https://[2001:db8::1]:8443/"),
        ("http://127.0.0.1:5000/x", "http://127.0.0.1:5000/x"),
    ],
)
def test_a_url_is_brought_into_one_form(written: str, meant: str) -> None:
    assert Url.of(written).text == meant
    assert Url.of(meant).text == meant


@pytest.mark.parametrize(
    "written",
    [
        "", "x", "ftp://example.com/", "file:///etc/passwd", "//example.com/", "https:/example.com/", "https:x.example",
        "https:///x", "https://?x", "https://user@example.com/", "https://user:word@example.com/",
        "https://example.com@evil.example/", "https://example.com\\@evil.example/", "https:\\\\example.com\\x",
        "https://example.com/a\\b", "https://exa mple.com/", "https://example.com/a b", "https://example.com/\t",
        "https://example.com\n.evil.example/", " https://example.com/", "https://example.com/\r\nHost: x", "https://example.com/\0",
        "https://example.com/\x85", "https://example.com/\ud800", "https://example..com/", "https://.example.com/",
        "https://-a.example/", "https://a-.example/", "https://ex%61mple.com/", "https://example.com%2f@evil.example/",
        "https://example.com:/", "https://example.com:0/", "https://example.com:65536/", "https://example.com:x/",
        "https://example.com:-1/", "https://example.com:80:80/", "https://[::1/", "https://::1/", "https://[::1]x/",
        "https://[::1%25eth0]/", "https://[fe80::1%eth0]/", "https://[1.2.3.4]/", "https://127.1/", "https://2130706433/",
        "https://0x7f000001/", "https://0177.0.0.1/", "https://0x7f.0.0.1/", "https://1.2.3.4.5/", "https://256.0.0.1/",
        "https://example.0x/", "https://\uff11\uff12\uff17.0.0.1/", "https://example\u3002com/", "https://ex\u00adample.com/",
        f"https://{'a' * 64}.example/", f"https://{'a.' * 130}example/", "https://example.com/%", "https://example.com/%2",
        "https://example.com/%zz", "https://example.com/%00", "https://example.com/%0d%0aX:1", "https://example.com/%7f",
        "https://example.com//x", "https://example.com/a//b", "https://example.com/..", "https://example.com/../x",
        "https://example.com/./x", "https://example.com/%2e%2E/x", "https://example.com/.%2e/x", "https://example.com/a%2f..%2fb",
        "https://example.com/a%5c..%5cb", "https://example.com/%252e%252e/x", "https://example.com/..;/x",
        "https://example.com/..;a=b/x", "https://example.com/%2e%2e%3b/x", "https://example.com/?\x00", "https://example.com/?%0a",
        "https://example.com/" + "a" * 9000,
    ],
)  # fmt: skip
def test_what_could_be_read_in_two_ways_is_refused(written: str) -> None:
    with pytest.raises(BadUrl):
        Url.of(written)


def test_only_what_could_climb_is_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """A URL of a thousand plain segments costs little."""
    monkeypatch.setattr("cocained.outreach.urls.unquote", None)
    assert Url.of("https://example.com/" + "a/" * 1000).path == "/" + "a/" * 1000


def test_the_paths_of_different_origins_are_not_compared() -> None:
    class Path(str):
        split = None  # type: ignore[assignment]

    url = Url.of("https://example.com/a/b")._replace(path=Path("/a/b"))
    assert not url.begins_with(Url.of("https://other.example/a"))


@pytest.mark.parametrize(
    ("url", "beginning", "is_one"),
    [
        ("https://example.com/sources/x", "https://example.com/sources/", True),
        ("https://example.com/sources/x", "https://example.com/sources", True),
        ("https://example.com/sources", "https://example.com/sources", True),
        ("https://example.com/sources", "https://example.com/sources/", False),
        ("https://example.com/sources/", "https://example.com/sources/", True),
        ("https://example.com/sources-evil", "https://example.com/sources", False),
        ("https://example.com/sources-evil", "https://example.com/sources/", False),
        ("https://example.com/Sources/x", "https://example.com/sources/", False),
        ("https://example.com/%73ources/x", "https://example.com/sources/", True),
        ("https://example.com/x", "https://example.com", True),
        ("https://example.com/a/b?q=/../x", "https://example.com/a/", True),
        ("https://EXAMPLE.com.:443/x", "https://example.com/", True),
        ("https://example.com:8443/x", "https://example.com/", False),
        ("http://example.com/x", "https://example.com/", False),
        ("https://example.com/x", "http://example.com/", False),
        ("https://example.com.evil.example/x", "https://example.com", False),
        ("https://evil.example/example.com/x", "https://example.com/", False),
        ("https://sub.example.com/x", "https://example.com/", False),
        ("https://xn--bcher-kva.example/x", "https://b\u00fccher.example/", True),
        ("https://example.com/a", "https://example.com/?", False),
        ("https://example.com/a", "https://example.com/#", False),
        ("https://example.com/a", "example.com", False),
        ("https://example.com/a", "", False),
    ],
)
def test_a_beginning_has_the_same_origin_and_whole_segments(url: str, beginning: str, is_one: bool) -> None:
    assert is_allowed(Url.of(url), [beginning]) == is_one


@pytest.mark.parametrize(
    ("location", "meant"),
    [
        ("/y", "https://example.com/y"),
        ("y?q=1#z", "https://example.com/a/y?q=1"),
        ("../y", "https://example.com/y"),
        ("../../../y", "https://example.com/y"),
        ("//other.example/y", "https://other.example/y"),
        ("http://example.com/y", "http://example.com/y"),
        ("?q", "https://example.com/a/b?q"),
    ],
)
def test_a_redirect_leads_where_browsers_would_go(location: str, meant: str) -> None:
    assert Url.of("https://example.com/a/b").joined(location).text == meant


@pytest.mark.parametrize(
    "location",
    [
        "javascript:alert(1)", "file:///etc/passwd", "/\\evil.example", "\\\\evil.example", "//u@evil.example", "/a b",
        "/%2e%2e/x", "\n/x",
    ],
)  # fmt: skip
def test_a_redirect_that_could_be_read_in_two_ways_is_refused(location: str) -> None:
    with pytest.raises(BadUrl):
        Url.of("https://example.com/a/b").joined(location)


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_whatever_is_read_is_read_the_same_again_and_has_nothing_in_it_that_climbs(rest: str) -> None:
    try:
        url = Url.of(f"https://example.com/{rest}")
    except BadUrl:
        return
    assert Url.of(url.text) == url
    assert url.origin == ("https", "example.com", 443)
    assert not {"..", "."} & set(url.path.split("/"))


@given(st.text(max_size=80))
def test_any_text_is_a_url_or_refused_with_a_reason(text: str) -> None:
    with contextlib.suppress(BadUrl):
        Url.of(text)
