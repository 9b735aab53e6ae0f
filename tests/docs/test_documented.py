"""What the manual must have: every code, every option, every action, every argument, every field of a reply."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

import cocained.daemon
import cocained.service
from cocaine_sdk import errors, explanation, failure, protocol
from cocaine_sdk.driver import DRIVERS
from cocaine_sdk.errors import CocaineError
from cocained.core.runs import Outcome
from cocained.core.tasks import TaskState

if TYPE_CHECKING:
    from tests.conftest import Daemon

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


def chapter(name: str) -> str:
    """A chapter of the protocol."""
    page = (DOCS / "protocol.md").read_text()
    return re.split(r"\n###? ", page.split(f"\n### {name}\n")[1])[0]


def words_of(text: str) -> set[str]:
    return set(re.findall(r"`(\w+)`", text))


def fields_of(struct: type[msgspec.Struct]) -> set[str]:
    return {field.encode_name for field in msgspec.structs.fields(struct)}


def test_every_argument_of_a_push_is_documented_with_the_drivers_that_know_it_and_no_other() -> None:
    ours = [point for point in entry_points(group=DRIVERS) if point.dist and point.dist.name == "cocained"]
    known = [(name, point.name) for point in ours for name in fields_of(point.load().arguments())]
    known += [(name, "all") for name in fields_of(protocol.TaskArguments)]
    (table,) = [text for text in chapter("push").split("\n\n") if text.startswith("| argument |")]
    rows = re.findall(r"^\| `(\w+)` \| ([a-z, ]+) \|", table, re.MULTILINE)
    documented = [(name, driver) for name, drivers in rows for driver in drivers.split(", ")]
    assert Counter(documented) == Counter(known)


def test_every_field_and_every_outcome_of_an_explanation_is_documented() -> None:
    structs = [each for each in vars(explanation).values() if isinstance(each, type(msgspec.Struct))]
    names = set().union(*map(fields_of, {*structs, failure.Failure} - {msgspec.Struct}))
    assert names | set(Outcome) <= words_of(chapter("explain"))


def test_every_figure_and_every_state_is_documented(daemon: Daemon) -> None:
    daemon.push(daemon.seed_uri, interval=3_600_000)
    stats, tasks = daemon.ask("stats"), daemon.ask("list")["tasks"]
    assert {*stats, *stats["sources"][daemon.seed_uri]} - {"hostname"} <= words_of(chapter("stats"))
    listed = re.findall(r'"(\w+)"', chapter("list"))
    assert set(listed) == {"tasks", *tasks[0]}
    assert set(TaskState) <= words_of(chapter("list"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_within_the_repository_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text())
    assert [target for target in targets if not (page.parent / target).exists()] == []


def anchors_of(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_to_a_chapter_leads_to_one(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:\s]*)#([^)]+)\)", page.read_text())
    assert [link for link in links if link[1] not in anchors_of(page.parent / (link[0] or page.name))] == []


def test_the_index_leads_to_every_page() -> None:
    index = (DOCS / "index.md").read_text()
    assert [
        page.name for page in DOCS.glob("*.md") if page.name != "index.md" and f"]({page.name})" not in index
    ] == []
