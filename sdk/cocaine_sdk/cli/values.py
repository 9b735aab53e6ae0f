"""Values as they are typed: durations, `name=value`, endpoints. Each raises `click.BadParameter`."""

from __future__ import annotations

import re

import click

from cocaine_sdk.redaction import is_redacted

_DURATION = re.compile(r"(-?\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?")
_MILLISECONDS = {None: 1, "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}


def duration(text: str) -> float:
    """Milliseconds: `5000`, `5s`, `1.5m`, `2h`, `1d`."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise click.BadParameter(f"{text!r} is no duration; write 5s, 500ms, 2m, 1h, or milliseconds as 5000")
    milliseconds = float(match[1]) * _MILLISECONDS[match[2]]
    return int(milliseconds) if milliseconds.is_integer() else milliseconds


def seconds(text: str) -> float:
    """Seconds, more than 0: `2`, `2s`, `500ms`."""
    length = duration(text if has_unit(text) else f"{text.strip()}s") / 1000
    if length <= 0:
        raise click.BadParameter(f"{text!r} is not more than 0")
    return length


def has_unit(text: str) -> bool:
    """Whether a duration says what it is in."""
    match = _DURATION.fullmatch(text.strip())
    return match is None or match[2] is not None


def source(text: str) -> str:
    """The URI of a source that is to be run, so with its password."""
    if is_redacted(text):
        raise click.BadParameter(
            "*** is shown in the place of a password, and is none: write the password itself, or {secret:NAME}"
        )
    return text


def grant(text: str) -> tuple[str, str]:
    """`KIND=WHAT` of something that a source may reach."""
    from cocaine_sdk.granting import KINDS

    kind, _, what = text.partition("=")
    if kind not in KINDS or not what:
        raise click.BadParameter(f"{text!r} is none of {', '.join(f'{known}=…' for known in KINDS)}")
    return kind, what


def setting(text: str) -> tuple[str, object]:
    """`name=value`; the value is read as JSON where it is JSON, and else is a string."""
    name, separator, value = text.partition("=")
    if not (name and separator):
        raise click.BadParameter(f"{text!r} is no name=value")
    return name, _json_or_text(value)


def endpoints(text: str) -> tuple[str, ...]:
    """Endpoints between commas; `host:port` is short for `tcp://host:port`."""
    named = [one.strip() for one in text.split(",") if one.strip()]
    if not named:
        raise click.BadParameter("name at least one daemon, as tcp://host:port")
    return tuple(one if "://" in one else f"tcp://{one}" for one in named)


def _json_or_text(text: str) -> object:
    import msgspec

    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return text


def is_uri(text: str) -> bool:
    """Whether it names a source; else it is a subscription key."""
    return "://" in text
