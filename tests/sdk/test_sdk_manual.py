"""The manual of the sdk and its code say the same."""

from __future__ import annotations

import inspect
from pathlib import Path

import click
import msgspec
import pytest

from cocaine_sdk import errors, explanation
from cocaine_sdk.cli.program import cocaine
from cocaine_sdk.client import Client
from cocaine_sdk.client.replies import error_from

DOCS = Path(__file__).parents[2] / "docs"


def kinds(root: type[errors.CocaineError] = errors.CocaineError) -> list[type[errors.CocaineError]]:
    below = [kind for kind in root.__subclasses__() if kind.__module__.startswith(errors.__name__)]
    return below + [kind for child in below for kind in kinds(child)]


SENT = [
    kind
    for kind in kinds()
    if "code" in vars(kind) and not issubclass(kind, errors.ClientError | errors.SourceFailed)
]


def test_every_call_of_the_client_is_in_its_manual():
    calls = [name for name, _ in inspect.getmembers(Client, inspect.isfunction) if not name.startswith("_")]
    text = (DOCS / "client.md").read_text()
    assert [name for name in calls if f"`{name}(" not in text and name not in ("open", "close")] == []


def test_every_field_of_an_explanation_is_in_the_manual_of_the_client():
    chapter = (DOCS / "client.md").read_text().partition("\n## Explanations\n")[2].partition("\n## ")[0]
    structs = [each for each in vars(explanation).values() if isinstance(each, type(msgspec.Struct))]
    names = {name for struct in structs for name in struct.__struct_fields__}
    assert [name for name in names if f"`{name}`" not in chapter] == []


def test_every_command_and_option_is_in_the_manual_of_the_command_line():
    text = (DOCS / "cli.md").read_text()
    assert [name for name in cocaine.commands if f"`{name}" not in text] == []
    commands = [cocaine, *cocaine.commands.values()]
    options = {
        name
        for command in commands
        for param in command.params
        if isinstance(param, click.Option)
        for name in param.opts
    }
    assert [name for name in options - {"--version", "--help"} if name not in text] == []


@pytest.mark.parametrize("kind", SENT, ids=lambda kind: kind.code)
def test_every_error_that_a_daemon_can_send_comes_back_as_its_own_class(kind):
    error = error_from("the sentence", kind.code)
    assert type(error) is kind
    assert error.as_reply() == {"error": "the sentence", "code": kind.code}
