"""The laws of what tells tasks apart: arguments that differ from their defaults, however these are written down."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from cocaine_sdk.driver import Driver
from cocained.core.arguments import Arguments
from cocained.drivers import Drivers


class Many(msgspec.Struct, frozen=True):
    names: list[str] = msgspec.field(default_factory=lambda: ["all"])
    empty: dict[str, int] = {}
    number: int = 5


class Strange(Driver[Many]):
    @classmethod
    def arguments(cls) -> type[Many]:
        return Many

    def start(self) -> None:
        pass

    def stop(self) -> None:
        pass


class OneMore(Drivers):
    def __getitem__(self, name: str) -> Any:
        return Strange if name == "strange" else super().__getitem__(name)

    def argument_names(self) -> frozenset[str]:
        return super().argument_names().union(Many.__struct_fields__)


@pytest.mark.parametrize(
    ("given", "telling"),
    [
        ({}, {}),
        ({"names": ["all"], "empty": {}, "number": 5}, {}),
        ({"names": ["one"], "empty": {"a": 1}}, {"names": ["one"], "empty": {"a": 1}}),
    ],
)
def test_a_default_that_is_made_anew_each_time_does_not_tell(
    given: dict[str, Any], telling: dict[str, Any]
) -> None:
    wanted = Arguments(OneMore()).read(msgspec.json.encode({"driver": "strange", **given}))
    assert wanted.telling == telling
