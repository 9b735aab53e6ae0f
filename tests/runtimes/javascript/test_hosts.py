"""Host names outside of ASCII: what a URL makes of one is what UTS #46 says, or an error."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from typing import Any

import idna
import msgspec
import pytest

from cocaine_sdk.source import Source

Load = Callable[..., Source]
HOSTS = """
class Hosts {
  process(data) {
    const read = (host) => {
      try { return new URL(`http://${host}/`).host } catch (error) { return null }
    };
    return { hosts: data.json().map((host) => read(host)) };
  }
}
"""
CHUNK = 10_000
ASCII_DOT = {"\u3002", "\uff0e", "\uff61"}
LETTERS = [
    range(*edges)
    for edges in (
        (0x61, 0x7B),
        (0xDF, 0x180),
        (0x3B1, 0x3CA),
        (0x430, 0x460),
        (0x561, 0x587),
        (0x3041, 0x3097),
        (0x4E00, 0x9FFF),
        (0xAC00, 0xD7A4),
        (0xE01, 0xE31),
    )
]


@pytest.fixture
def hosts(load: Load) -> Callable[[list[str]], list[str | None]]:
    source: Any = load(HOSTS, "Hosts")

    def read(names: list[str]) -> list[str | None]:
        return list(source.process(msgspec.json.encode(names))["hosts"])

    return read


def ascii_of(name: str) -> str:
    labels = (
        label if label.isascii() else f"xn--{label.encode('punycode').decode()}" for label in name.split(".")
    )
    return ".".join(labels)


def by_the_table(name: str) -> str | None:
    try:
        return ascii_of(idna.uts46_remap(name, std3_rules=False))
    except idna.IDNAError:
        return None


@pytest.mark.parametrize("plane", range(3))
def test_each_character_becomes_what_the_table_says_or_is_refused(plane: int, hosts: Any) -> None:
    assigned = [
        chr(code) for code in range(max(0x80, plane << 16), (plane + 1) << 16)
        if unicodedata.category(chr(code)) not in ("Cn", "Co", "Cs") and chr(code) not in ASCII_DOT
    ]  # fmt: skip
    wrong, accepted = {}, 0
    for at in range(0, len(assigned), CHUNK):
        names = [f"a{char}" for char in assigned[at : at + CHUNK]]
        for name, host in zip(names, hosts(names), strict=True):
            accepted += host is not None
            if host is not None and host != by_the_table(name):
                wrong[f"U+{ord(name[1]):04X}"] = (host, by_the_table(name))
    assert wrong == {}
    assert accepted > [40_000, 500, 40_000][plane]


def test_names_of_many_letters_are_written_in_punycode(hosts: Any) -> None:
    draw = random.Random(46)
    names = [
        "".join(chr(draw.choice(draw.choice(LETTERS))) for _ in range(draw.randint(1, 20)))
        for _ in range(2000)
    ]
    read = hosts(names)
    told = {name: host for name, host in zip(names, read, strict=True) if host is not None}
    assert told == {name: by_the_table(name) for name in told}
    assert len(told) > 1800


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("M\u00dcNCHEN.de", "xn--mnchen-3ya.de"),
        ("fa\u00df.de", "xn--fa-hia.de"),
        ("\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444", "xn--e1afmkfd.xn--p1ai"),
        ("\u0391\u0392\u0393\u03a3.gr", "xn--mxacd8d.gr"),  # a sigma at the end of a word
        ("\u65e5\u672c\u8a9e\u3002\uff2a\uff30", "xn--wgv71a119e.jp"),
        ("\uff11\uff12\uff17.0.0.1", "127.0.0.1"),
        ("a\u0300.de", "xn--0ca.de"),
        ("m%C3%BCnchen.de", "xn--mnchen-3ya.de"),
        ("xn--mnchen-3ya.de", "xn--mnchen-3ya.de"),
        ("\u0300a.de", None),  # begins with a mark
        ("xn--\u00e9.de", None),
        ("\u05d0.il", None),  # from right to left
        ("a\u200db.de", None),
        ("\u2764.ws", None),
        ("a\u00ad.de", None),
        ("\uff05\uff14\uff11.de", None),
        ("a\u2024b.de", None),  # what looks like a dot, and is none
        ("%FF.de", None),
    ],
)
def test_a_name_is_read_as_browsers_read_it(name: str, host: str | None, hosts: Any) -> None:
    assert hosts([name]) == [host]


def test_one_that_cannot_be_told_is_refused_with_the_way_out(load: Load) -> None:
    source: Any = load(
        "const X = () => { try { new URL('http://\u05d0.il') } catch (e) { return `${e}` } }", "X"
    )
    assert source.next()["result"] == (
        "TypeError: Invalid URL: a host name with such characters must be written in Punycode: http://\u05d0.il"
    )
