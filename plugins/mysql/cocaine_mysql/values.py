"""What a column's value becomes in an event: by its type, so that a column is always of one kind."""

from __future__ import annotations

from decimal import Decimal

from pymysql.constants import FIELD_TYPE

Value = str | int | float | None

_WHOLE = 2**63
"""What JSON's readers take for a whole number."""


def number(text: str) -> int | float:
    """A DECIMAL: a whole one as it is (such as the `SUM` of a whole column), else to a float's 15 digits."""
    exact = Decimal(text)
    whole = abs(exact) < _WHOLE and exact == exact.to_integral_value()
    return int(exact) if whole else float(exact)


def bits(raw: bytes) -> int:
    return int.from_bytes(raw, "big")


def text(raw: str | bytes) -> str:
    """Text as it is; bytes as the text that they are in UTF-8, else in hexadecimal, after `0x`."""
    if isinstance(raw, str):
        return raw
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return f"0x{raw.hex()}"


_NUMBERS = ("TINY", "SHORT", "LONG", "LONGLONG", "INT24", "YEAR")

CONVERTERS = {
    **{
        kind: text for name, kind in vars(FIELD_TYPE).items() if name.isupper()
    },  # dates among them: the server's own text
    **{getattr(FIELD_TYPE, name): int for name in _NUMBERS},
    **dict.fromkeys((FIELD_TYPE.FLOAT, FIELD_TYPE.DOUBLE), float),
    **dict.fromkeys((FIELD_TYPE.DECIMAL, FIELD_TYPE.NEWDECIMAL), number),
    FIELD_TYPE.BIT: bits,
}
"""The driver's table: from a column's type to what makes a value of what the server sends."""
