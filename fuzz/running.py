"""One target under atheris, in a process of its own, for so long; and what came of it."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterable
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, Self

HOME = Path(".fuzz")
"""Where what was found is kept, and the corpora that grow from run to run."""
LONGEST = 8192
"""Bytes that an input has at most."""
_PATIENCE = 10
"""Seconds after which one input is said to never end."""
_MEMORY = 2048
"""MiB that one input may take."""
_SPARE = 120.0
"""Seconds beyond its time after which the fuzzer is given up: to instrument the code and read the corpus takes some."""


class Outcome(NamedTuple):
    """What came of one target."""

    target: str
    seconds: float
    findings: list[Path]
    runs: int
    edges: int
    """Ways through the code that were seen."""
    corpus: int
    said: str
    """The last words of the fuzzer, where it did not end well."""

    @classmethod
    def of(cls, target: str, seconds: float, findings: list[Path], status: int, said: str) -> Self:
        """By the exit status of the fuzzer, and all that it has said."""
        return cls(
            target,
            seconds,
            findings,
            runs=_number(r"stat::number_of_executed_units:\s+(\d+)", said) or _number(r"^#(\d+)", said),
            edges=_number(r"cov: (\d+)", said),
            corpus=_number(r"corp: (\d+)", said),
            said="" if status == 0 else _last_words(said),
        )

    @property
    def is_good(self) -> bool:
        return not self.findings and not self.said


def fuzz(target: str, seconds: int) -> Outcome:
    corpus, found = HOME / "corpus" / target, HOME / "findings" / target
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    module = import_module(f"fuzz.targets.{target}")
    _plant(corpus, module.seeds())
    words = HOME / f"{target}.dict"
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in module.WORDS))
    before = set(found.iterdir())
    begun = time.monotonic()
    status, said = _run(target, seconds, [str(corpus), f"-dict={words}", f"-artifact_prefix={found}/"])
    findings = sorted(set(found.iterdir()) - before)
    return Outcome.of(target, time.monotonic() - begun, findings, status, said)


def _run(target: str, seconds: int, arguments: list[str]) -> tuple[int, str]:
    line = [
        sys.executable, "-m", "fuzz.instrumented", target, *arguments, f"-max_total_time={seconds}",
        f"-max_len={LONGEST}", f"-timeout={_PATIENCE}", f"-rss_limit_mb={_MEMORY}", "-print_final_stats=1",
    ]  # fmt: skip
    with subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        try:
            said, _ = process.communicate(timeout=seconds + _SPARE)
        except subprocess.TimeoutExpired:
            process.kill()
            said, _ = process.communicate()
        return process.returncode, said


def _plant(corpus: Path, seeds: Iterable[bytes]) -> None:
    for seed in seeds:
        (corpus / sha256(seed).hexdigest()[:20]).write_bytes(seed)


def _escaped(word: str) -> str:
    """As libFuzzer's dictionaries write bytes."""
    return "".join(f"\\x{byte:02x}" for byte in word.encode())


def _number(pattern: str, said: str) -> int:
    found = re.findall(pattern, said, re.MULTILINE)
    return int(found[-1]) if found else 0


def _last_words(said: str) -> str:
    """Python's traceback, where there is one, and not the fuzzer's own."""
    found = re.search(r"Uncaught Python exception: =*\n(.*?)\n=", said, re.DOTALL)
    return (found[1] if found else said[-2000:]).strip()
