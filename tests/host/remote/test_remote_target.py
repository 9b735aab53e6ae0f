"""From a URI with a host to the file that is fetched: what is asked for, and what is never told to the origin."""

from __future__ import annotations

import pytest

from cocaine_sdk.errors import MalformedUri, SourceFailed
from cocaine_sdk.uri import parse
from cocained.cells.remote.target import target

ORIGINS = ("https://example.com/code/", "http://plain.example/", "https://example.com:8443/")
HASH = "ab" * 32


@pytest.mark.parametrize(
    ("uri", "url", "name", "pin"),
    [
        ("example.com/code/file.py/MyClass?some_arg=5", "https://example.com/code/file.py", "MyClass", ""),
        ("example.com/code/file.py", "https://example.com/code/file.py", "", ""),
        ("EXAMPLE.com/code/v1.2/file.py/f", "https://example.com/code/v1.2/file.py", "f", ""),
        ("example.com/code/a/b/file", "https://example.com/code/a/b/file", "", ""),
        ("example.com:8443/file.js/Counter", "https://example.com:8443/file.js", "Counter", ""),
        ("example.com:443/code/file.js", "https://example.com/code/file.js", "", ""),
        ("plain.example/file.py/f", "http://plain.example/file.py", "f", ""),
        ("example.com/code/a%20b/f%C3%A9.py/f", "https://example.com/code/a%20b/f%C3%A9.py", "f", ""),
        (f"example.com/code/f.py/f#sha256={HASH}", "https://example.com/code/f.py", "f", HASH),
        (f"example.com/code/f.py/f?a=1#sha256={HASH.upper()}", "https://example.com/code/f.py", "f", HASH),
    ],
)
def test_a_uri_names_a_file_and_what_is_in_it(uri: str, url: str, name: str, pin: str) -> None:
    where, found = target(parse(f"python://{uri}"), ORIGINS)
    assert (where.url, found, where.pin) == (url, name, pin)


@pytest.mark.parametrize(
    ("uri", "why"),
    [
        ("user@example.com/code/f.py/f", "user or a password"),
        ("user:hunter2@example.com/code/f.py/f", "user or a password"),
        ("example.com", "names no file"),
        ("example.com/", "names no file"),
        ("example.com/code/f.py/a/b", "names no file"),
        ("example.com:99999/code/f.py/f", "no port"),
        ("example.com:x/code/f.py/f", "names no host"),
        ("127.1/code/f.py/f", "no IPv4 address"),
        ("{secret:host}/code/f.py/f", "without secrets"),
        ("example.com/code/{secret:name}/f.py/f", "without secrets"),
        ("example.com/code/f.py/{secret:name}", "without secrets"),
        ("example.com/code/%7Bsecret:name%7D/f.py/f", "without secrets"),
        ("example.com/code/..;/f.py/f", "climbs"),
        ("example.com/code/%252e%252e/f.py/f", "climbs"),
        ("example.com/code/f.py/f#sha256=abc", "64 hex digits"),
        (f"example.com/code/f.py/f#sha256={HASH}0", "64 hex digits"),
        (f"example.com/code/f.py/f#SHA256={HASH}", "64 hex digits"),
        (f"example.com/code/f.py/f#sha256:{HASH}", "64 hex digits"),
        (f"example.com/code/f.py/f#sha256={HASH}&x=1", "64 hex digits"),
        (f"example.com/code/f.py/f#sha512={HASH}{HASH}", "64 hex digits"),
        ("example.com/code/f.py/f#md5=abc", "64 hex digits"),
        ("example.com/code/f.py/f#whatever", "64 hex digits"),
        ("example.com/code/f.py/f#", "64 hex digits"),
        (f"example.com/code/f.py/f#hash=sha256:{HASH}", "64 hex digits"),
        (f"example.com/code/f.py/f#pin={HASH}", "64 hex digits"),
        (f"example.com/code/f.py/f#%73ha256={HASH}", "64 hex digits"),
        (f"example.com/code/f.py/f#{HASH}", "#sha256="),
    ],
)
def test_what_names_no_file_or_is_no_pin_is_refused(uri: str, why: str) -> None:
    with pytest.raises(MalformedUri, match=why) as refused:
        target(parse(f"python://{uri}"), ORIGINS)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    "host",
    [
        "other.example", "example.com/other", "example.com/code-evil", "example.com", "plain.example:8080",
        "sub.example.com/code",
    ],
)  # fmt: skip
def test_what_no_origin_allows_is_refused_with_the_key_that_would(host: str) -> None:
    with pytest.raises(SourceFailed) as refused:
        target(parse(f"python://{host}/f.py/f"), ORIGINS)
    assert refused.value.wire_code == "forbidden"
    assert f'[remote] origins = ["https://{host}/"]' in str(refused.value)


def test_pinned_code_is_kept_beside_the_latest_of_its_url() -> None:
    plain, _ = target(parse("python://example.com/code/f.py/f"), ORIGINS)
    pinned, _ = target(parse(f"python://example.com/code/f.py/f#sha256={HASH}"), ORIGINS)
    assert plain.key != pinned.key
    assert plain.url == pinned.url
