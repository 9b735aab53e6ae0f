"""What a key of the configuration may hold, said once: for the check, for the help, and for a refusal.

A rule's `title` is what the help says of the key; its `description` is what a refusal says was expected.
"""

from __future__ import annotations

from msgspec import Meta


def endpoints(title: str) -> Meta:
    example = "one or more ZeroMQ endpoints such as tcp://127.0.0.1:5000"
    return Meta(min_length=1, title=title, description=example)


def count(least: int, most: int, title: str) -> Meta:
    return Meta(ge=least, le=most, title=title, description=f"a whole number from {least} to {most}")


def number(least: float, most: float, title: str, unit: str = "") -> Meta:
    """`least` and `most` may be reached; a least of 0 is for numbers that may be 0."""
    what = f"a number of {unit}" if unit else "a number"
    return Meta(ge=least, le=most, title=title, description=f"{what} from {least:.10g} to {most:.10g}")


def switch(title: str) -> Meta:
    return Meta(title=title, description="true or false")


def path(title: str) -> Meta:
    return Meta(title=title, description="a path")


def paths(title: str) -> Meta:
    return Meta(max_length=MOST, title=title, description=f"a list of at most {MOST} paths")


def choice(title: str, *choices: str) -> Meta:
    return Meta(title=title, description=f"one of {', '.join(choices)}")


def choices(title: str, *choices: str) -> Meta:
    return Meta(
        min_length=1,
        max_length=len(choices),
        title=title,
        description=f"a list of some of {', '.join(choices)}",
    )


def text(title: str, pattern: str, description: str) -> Meta:
    return Meta(title=title, pattern=pattern, description=description)


MOST = 1000
"""Elements of a list."""


def texts(title: str, what: str) -> Meta:
    return Meta(max_length=MOST, title=title, description=f"a list of at most {MOST} {what}")


def tables(title: str) -> Meta:
    """Of an array of tables, `[[name]]`."""
    return Meta(title=title, description="an array of tables")
