"""Who owns the cell of an attack: it hears all that comes out of it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec

import cocaine_python
from cocaine_sdk.failure import Failure
from cocained.cells.frames import Loaded, StoreCall, StoreValue
from cocained.core.contracts import Answer, EventFields, LiveCell, Pending
from cocained.core.grants.reach import Kind
from tests.security.corpus.attack import After
from tests.security.corpus.stores import Answers

_INSTALLED = [str(Path(module.__file__ or "").parents[1]) for module in (json, cocaine_python)]
"""Where Python and we are installed: no source is told."""
LONGEST = 2000
"""Bytes that are kept of a stored value."""
_DOOR = re.compile(r"\bd_[0-9a-f]{32}\b|naiveDoor")
"""What the dispatcher is called in a cell, and in the control."""


class Watcher:
    """The `Owner` of the contract."""

    def __init__(self, store: Answers) -> None:
        self._store = store
        self._said: list[str] = []
        self._proofs: list[str] = []
        self.has_loaded = False
        self.why: Failure | None = None
        """Why the cell ended, where that was not by its owner's wish."""
        self.last: Failure | None = None
        """The last failure of a call."""

    def log(self, level: str, message: str) -> None:  # noqa: ARG002
        self._said.append(message)

    def denied(self, kind: Kind, what: str, element: str) -> None: ...

    async def store(self, call: StoreCall) -> StoreValue:
        self._said.append(f"{call.key} {bytes(getattr(call, 'value', b''))[:LONGEST]!r}")
        return await self._store.answer(call)

    def saved(self, code: str) -> None: ...

    def ended(self, cell: LiveCell, why: Failure, unstarted: list[Pending]) -> None:  # noqa: ARG002
        self.why = why

    def heard(self, answer: Answer) -> None:
        """What a call came to."""
        self.has_loaded |= isinstance(answer, Loaded)
        if isinstance(answer, EventFields):
            self._said.append(answer.json.decode())
            if _is_true(answer.fields.get("proof")):
                self._proofs.append(answer.json.decode())
        elif isinstance(answer, Failure):
            self.last = answer
            self._said.append(f"{answer.message}\n{answer.file}\n{answer.hint}")

    @property
    def said(self) -> str:
        return "\n".join(self._said)

    def taken(self, after: After) -> set[After]:
        """By what it said itself, and by what it had the host say of it."""
        found = {after} if self._proofs else set()
        if any(place in self.said for place in _INSTALLED) or _DOOR.search(self.said):
            found.add(After.INTERPRETER)
        if self.why is not None and "hostile" in self.why.hint:
            found.add(After.PROTOCOL)
        return found


def _is_true(value: msgspec.Raw | None) -> bool:
    return value is not None and bytes(value) not in (b"null", b"false", b'""', b"0", b"[]", b"{}")
