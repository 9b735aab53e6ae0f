"""What people are shown of a URI: all of it but passwords; and other texts without the passwords of a URI.

Of `scheme://user:password@host/` the password is hidden. Where a URI is written wrongly nobody can say where its
password ends, so more is hidden then: all from the first colon to the last `@`. It takes a percent-encoded `@` (`%40`)
in a path or a query to have these shown beside a password or a port.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Self
from urllib.parse import quote, unquote

HIDDEN = "***"
_SHOWN = re.compile(r"\*\*\*(?:~[0-9a-f]{4,16})?")
"""What stands for a password where a URI is shown, with the mark that a daemon may give it."""
SHORTEST = 3
"""Characters of a password that is looked for in other texts: what is shorter stands in every other word."""
REFERENCE = re.compile(r"\{secret:([A-Za-z0-9][A-Za-z0-9._-]{0,63})\}")
"""What stands in a URI for a secret. It says nothing of its value, and is shown."""

_LONG = 256
"""Characters from which on a text may have been cut off, and a password in it."""
_BEGINNING = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_NESTED = re.compile(r"[?&#][\w.-]+=[a-z][a-z0-9+.-]*(?::|%3a)(?:/|%2f){2}", re.ASCII | re.IGNORECASE)
"""The beginning of a URI that is the value of an option: `#proxy=http://`."""
_COLON = re.compile(r"(?<!\{secret):|(?<=\{secret):(?![A-Za-z0-9][A-Za-z0-9._-]{0,63}\})|(?i:%3a)")
"""One that is not in a reference, which is written in small letters."""
_OPTION = re.compile(r"[?&#][^?&#]*")
_ADDRESS = re.compile(r"\[[0-9A-Fa-f:.]*\](?=[:/?#]|\Z)")
"""What stands in brackets right before an `@` is no address, but a name and a password."""
_AUTHORITY = re.compile(r"[^/?#]*")
_NESTED_AUTHORITY = re.compile(r"(?:(?!%2f)[^/?#&])*", re.IGNORECASE)
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#:@%\[]*(?::[0-9]*)?(?:[/?#][^:@%]*)?")
"""Most URIs: nothing in them could be a password."""
_WORD = re.compile(r"(?<!\S)\S+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,31}\Z")
LONGEST = 8192
"""Characters of a text that is looked into. A URI has half as many at most, and what is shown of it no more."""

Span = tuple[int, int]


def redacted(uri: str) -> str:
    """The URI with `***` for each password: that of its own, and those of URIs in its options. Takes any text; of one
    longer than `LONGEST` the scheme alone is shown."""
    if len(uri) > LONGEST:
        beginning = _BEGINNING.match(uri, 0, 40)
        return f"{beginning[0] if beginning else ''}{HIDDEN}"
    if _PLAIN.fullmatch(uri):
        return uri
    shown, last = "", 0
    for start, end in _spans(uri):
        shown += uri[last:start] + HIDDEN
        last = end
    return shown + uri[last:] if last else uri


def is_redacted(uri: str) -> bool:
    """Whether a password of it is not its own, but what is shown in its place."""
    return any(_SHOWN.fullmatch(unquote(uri[start:end])) for start, end in _spans(uri))


def redacted_within(text: str) -> str:
    """A text with each URI in it redacted. In time that grows with its length, whoever has written it."""
    return _WORD.sub(_redacted_word, text) if "://" in text and "@" in text else text


def _redacted_word(found: re.Match[str]) -> str:
    word = found[0]
    slashes = word.find("://")
    if slashes < 0 or "@" not in word:
        return word
    scheme = _SCHEME.search(word, max(0, slashes - 32), slashes)
    if scheme is None:
        return word
    if len(word) > LONGEST:
        return word[: slashes + 3] + HIDDEN
    return word[: scheme.start()] + redacted(word[scheme.start() :])


class Scrub:
    """Hides passwords in whatever text they stand: as they were written, and decoded."""

    def __init__(self, words: Iterable[str]) -> None:
        """`words`: each at least `SHORTEST` characters."""
        self._words = sorted(words, key=len, reverse=True)

    @classmethod
    def of(cls, uri: str, values: Iterable[str] = ()) -> Self | None:
        """For the passwords of a URI and these values besides. None where there are none."""
        hidden = [uri[start:end] for start, end in _spans(uri)]
        words = {form for word in (*hidden, *values) for form in _forms(word) if len(form) >= SHORTEST}
        return cls(words) if words else None

    def text(self, text: str) -> str:
        for word in self._words:
            text = text.replace(word, HIDDEN)
        return self._without_cut(text)

    def _without_cut(self, text: str) -> str:
        """What was cut off may end in the middle of a password."""
        if len(text) < _LONG:
            return text
        for word in self._words:
            if len(word) > _LONG:
                place = text.find(word[:_LONG], -len(word))
                if place >= 0:
                    return text[:place] + HIDDEN
            for length in range(min(len(word), _LONG) - 1, SHORTEST - 1, -1):
                if text.endswith(word[:length]):
                    return text[:-length] + HIDDEN
        return text


def _forms(word: str) -> set[str]:
    """As it is written, as it is meant, and as either is quoted by whoever tells of it."""
    meant = unquote(word)
    quoted = (quote(one, safe=safe, errors="surrogatepass") for one in (word, meant) for safe in ("", "/"))
    plain = {word, meant, *quoted}
    escaped = {repr(form)[1:-1] for form in plain}
    return plain | escaped | {form.replace("'", "\\'") for form in escaped}


def _spans(uri: str) -> Iterator[Span]:
    """Where passwords stand, in order."""
    beginning = _BEGINNING.match(uri)
    start = beginning.end() if beginning else 0
    nested = [found.span() for found in _NESTED.finditer(uri, start)]
    edges = [start, *(edge for span in nested for edge in span), len(uri)]
    for number, (begin, end) in enumerate(pairwise(edges)):
        if number % 2 == 0:  # the odd ones are the beginnings of nested ones
            yield from _spans_of_one(uri, begin, end, is_nested=number > 0)


def _spans_of_one(uri: str, begin: int, end: int, is_nested: bool) -> Iterator[Span]:
    """Of a URI, from behind its `//`, without those nested in it."""
    address = _ADDRESS.match(uri, begin, end)
    colon = _COLON.search(uri, address.end() if address else begin, end)
    at = uri.rfind("@", begin, end)
    if at < 0 and is_nested:
        at = uri.rfind("%40", begin, end)
    if colon is not None and colon.end() <= at:
        yield from _unless_reference(uri, colon.end(), at)
        begin = at
    authority = (_NESTED_AUTHORITY if is_nested else _AUTHORITY).match(uri, begin, end)
    assert authority is not None  # it matches nothing, too
    if begin or at >= 0:  # else it is no URI at all, such as a subscription key
        yield from _no_port(uri, begin, authority.end())
    for option in _OPTION.finditer(uri, authority.end(), end):
        yield from _encoded(uri, *option.span())


def _encoded(uri: str, begin: int, end: int) -> Iterator[Span]:
    """Of an option: from its first colon to its last `@`."""
    colon = _COLON.search(uri, begin, end)
    if colon is not None:
        at = max(uri.rfind(sign, colon.end(), end) for sign in ("@", "%40"))
        if at >= 0:
            yield from _unless_reference(uri, colon.end(), at)


def _no_port(uri: str, begin: int, end: int) -> Iterator[Span]:
    """`user:password` whose `@host` was forgotten: what stands at a port's place and is none."""
    host = max(begin, uri.rfind("@", begin, end) + 1)
    address = _ADDRESS.match(uri, host, end)
    colon = _COLON.search(uri, address.end() if address else host, end)
    if colon is not None and not uri[colon.end() : end].isdecimal() and colon.end() < end:
        yield from _unless_reference(uri, colon.end(), end)


def _unless_reference(uri: str, begin: int, end: int) -> Iterator[Span]:
    if not REFERENCE.fullmatch(uri[begin:end].removeprefix("@")):
        yield begin, end
