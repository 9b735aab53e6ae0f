"""What a cell needs and could not open behind the kernel's wall, loaded into the zygote."""

from __future__ import annotations

import datetime
import encodings.idna
import hashlib
import stringprep
import time
from importlib import import_module

from cocaine_python.policy.importing import namespace
from cocaine_python.policy.names import words
from cocaine_python.policy.shims.zones import zone_files
from cocaine_python.policy.tables import MODULES
from cocaine_sdk.plugin import Code

_CODECS = words("""
    ascii latin-1 utf-8 utf-8-sig utf-16 utf-16-le utf-16-be utf-32 cp1250 cp1251 cp1252 cp437 cp866 koi8-r iso8859-15
    hex base64 rot13 zlib punycode idna unicode_escape raw_unicode_escape
""")

SAMPLE = Code(
    uri="python:///sample",
    file="sample.py",
    name="Sample",
    arguments={},
    text=b"""
from __future__ import annotations
import json, math, re
from dataclasses import dataclass
@dataclass
class Sample:
    size: int = 1
    def __iter__(self): return self
    def next(self):
        self.size += 1
        return {"size": self.size, "name": type(self).__name__, "text": "{:>{}}".format(self.size, 4)}
""",
)
"""Our own code, to go the whole way of a source once: what that makes for the first time is then shared."""


def preload() -> None:
    """Import and open all of it. Runs no user code."""
    for module in MODULES:
        namespace(module)
    for module in (
        "_strptime",
        "encodings.idna",
        "stringprep",
        "unicodedata",
        "zoneinfo._common",
        "_pydecimal",
    ):
        import_module(module)
    for codec in _CODECS:
        import_module("codecs").lookup(codec)
    assert encodings.idna
    assert stringprep
    hashlib.sha256(b"").hexdigest()
    time.localtime()
    datetime.datetime.strptime("2011", "%Y").astimezone()
    zone_files()
