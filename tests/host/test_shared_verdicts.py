"""What is said of a shared process that was ended."""

from __future__ import annotations

from cocained.cells.shared import verdicts


def test_a_place_without_measure_is_cut() -> None:
    assert "w" * 200 in verdicts.blocked("w" * 900_000).message
    assert len(verdicts.blocked("w" * 900_000).message) < 300
