"""What the manual must have: every code, every option, every action."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import cocained.daemon
import cocained.service
from cocaine_sdk import errors, failure, protocol
from cocaine_sdk.errors import CocaineError

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.glob("*.md"), *ROOT.glob("*.md"), *ROOT.glob("examples/*.md"), *ROOT.glob("host/*.md")])
DEFINE_ERRORS = (errors, cocained.daemon, cocained.service)
"""Modules that, with what they import, define every error."""
INTERNAL = "internal_error"
"""The code of a fault in the daemon itself: no class has it."""


def kinds(root: type[CocaineError]) -> Iterator[type[CocaineError]]:
    for kind in root.__subclasses__():
        if kind.__module__.startswith(("cocaine_sdk.", "cocained.")):
            yield kind
        yield from kinds(kind)


def codes() -> set[str]:
    return {kind.code for kind in kinds(CocaineError) if "code" in vars(kind)} | failure.CODES | {INTERNAL}


def test_every_error_code_is_documented_once_and_no_other() -> None:
    documented = re.findall(r"^\| `(\w+)` \|", (DOCS / "errors.md").read_text(), re.MULTILINE)
    assert Counter(documented) == Counter(codes())


def test_every_option_of_the_daemon_is_in_the_configuration_page() -> None:
    helped = subprocess.run(
        [sys.executable, "-m", "cocained", "--help"], stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    options = set(re.findall(r"--[a-z-]+", helped)) - {"--help", "--version"}
    page = (DOCS / "configuration.md").read_text()
    keys = {option: option[2:].replace("-", "_") for option in options}
    assert options
    assert [o for o, key in keys.items() if f"`{key}`" not in page and f"`{o}`" not in page] == []


@pytest.mark.parametrize("action", protocol.ACTIONS)
def test_every_action_has_its_chapter_in_the_protocol(action: str) -> None:
    assert f"\n### {action}\n" in (DOCS / "protocol.md").read_text()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_within_the_repository_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text())
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_index_leads_to_every_page() -> None:
    index = (DOCS / "index.md").read_text()
    assert [
        page.name for page in DOCS.glob("*.md") if page.name != "index.md" and f"]({page.name})" not in index
    ] == []
