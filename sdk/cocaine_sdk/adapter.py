"""TEMPORARY by the lead, until the runtime's author writes this file: overwrite it."""

from cocaine_sdk.source import Source


def source_of(obj: object) -> Source:
    assert isinstance(obj, Source)
    return obj
