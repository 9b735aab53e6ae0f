"""What is written about the plugin is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cocaine_http import Http
from cocaine_http.journey import Phase
from cocaine_http.options import _READERS
from cocaine_http.reasons import Reason

ROOT = Path(__file__).resolve().parents[3]
README = (ROOT / "plugins/http/README.md").read_text()
PAGES = README + (ROOT / "docs/http.md").read_text()
FIELDS = {
    "availability", "code", "reason", "error", "total", "reused", "tls_expires_in", "redirects", "url", "body_size",
    "body_sha256", "truncated", *Phase,
} - {Phase.BODY}  # fmt: skip


def rows_of(title: str) -> set[str]:
    """The words in the first column of the table with this head."""
    (table,) = re.findall(rf"^\| {title} \|.*?(?:\n\n|\Z)", README, re.MULTILINE | re.DOTALL)
    return {
        word for row in table.strip().splitlines()[2:] for word in re.findall(r"`(\w+)`", row.split("|")[1])
    }


def test_every_field_every_reason_and_every_option_has_its_row_and_nothing_else_has() -> None:
    assert rows_of("field") == FIELDS
    assert rows_of("reason") == set(Reason)
    assert rows_of("option") == set(_READERS)


@pytest.mark.parametrize("uri", sorted(set(re.findall(r"""(?<=[`' ])https?://[^`'\s]+""", PAGES))))
def test_every_uri_that_is_shown_can_be_checked(uri: str) -> None:
    if "host:port" not in uri:
        Http(uri)
