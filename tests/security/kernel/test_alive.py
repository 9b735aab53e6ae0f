"""What a source may do in a locked cell works as it does outside."""

from __future__ import annotations

import base64
import datetime
import decimal
import hashlib
import json
import math
import os
import random
import re
import time
import uuid
import zlib
from collections.abc import Callable
from typing import Any

import pytest

"п".encode("idna")  # as the zygote would have walked these paths
datetime.datetime.strptime("2011", "%Y")


def take_random_bytes(_: Any) -> bool:
    return os.urandom(32) != os.urandom(32) and random.SystemRandom().random() < 1


def make_an_identifier(_: Any) -> int:
    return len(str(uuid.uuid4()))


def roll_dice(_: Any) -> list[int]:
    return [random.Random(2011).randrange(6) for _ in range(3)]


def sleep(_: Any) -> bool:
    before = time.monotonic()
    time.sleep(0.002)
    return time.monotonic() - before >= 0.002


def hash_things(_: Any) -> str:
    return (
        hashlib.sha256(b"cocaine").hexdigest()
        + hashlib.md5(b"cocaine").hexdigest()
        + str(zlib.crc32(b"cocaine"))
    )


def compress_things(_: Any) -> bool:
    text = b"again and again " * 10_000
    return zlib.decompress(zlib.compress(text)) == text


def compute(_: Any) -> str:
    decimal.getcontext().prec = 500
    return str(decimal.Decimal(2).sqrt()) + str(math.factorial(2000) % 10**9) + str(sum(range(10**5)))


def tell_the_time(_: Any) -> bool:
    return datetime.datetime.now(datetime.UTC).year > 2011 and time.localtime().tm_year > 2011


def read_texts(_: Any) -> str:
    found = re.findall(r"(\w+)=(\d+)", "a=1 b=2" * 100)
    return json.dumps(found) + base64.b64encode(b"x" * 1000).decode() + "пример".encode("idna").decode()


def hold_much(_: Any) -> int:
    held = [bytearray(b"x") * (8 << 20) for _ in range(10)]
    return sum(map(len, held))


def recurse(_: Any) -> str:
    try:
        return recurse(_)
    except RecursionError:
        return "recursion error"


def fail(_: Any) -> str:
    try:
        return str(json.loads("{}")["missing"])
    except KeyError as error:
        return repr(error)


PEACEFUL = [
    take_random_bytes, make_an_identifier, roll_dice, sleep, hash_things, compress_things, compute,
    tell_the_time, read_texts, hold_much, recurse, fail,
]  # fmt: skip


@pytest.mark.parametrize("act", PEACEFUL, ids=lambda act: act.__name__)
def test_ordinary_work_comes_to_the_same_in_a_cell(ground: Any, act: Callable[[Any], object]) -> None:
    free, locked = ground.unlocked(act), ground.locked(act)
    assert locked.done, locked
    assert locked.said == free.said
    assert locked.said


def import_a_module_that_is_there(_: Any) -> str:
    import json as again

    return again.__name__


def import_a_module_that_is_not(_: Any) -> str:
    try:
        import antigravity  # noqa: F401
    except ImportError as error:
        return type(error).__name__
    return "imported"


def test_what_was_imported_before_the_lock_can_be_imported_after_it(ground: Any) -> None:
    assert ground.locked(import_a_module_that_is_there).said == "json"


def test_what_was_not_imported_is_an_import_error_and_not_a_crash(ground: Any) -> None:
    assert ground.locked(import_a_module_that_is_not).said == "ModuleNotFoundError"
