"""Where `[remote]` names signers, code runs that one of them has signed, and no other."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cocaine_sdk.signing import PrivateKey
from tests.host.remote.conftest import configure
from tests.host.remote.origin import Origin, answer, code
from tests.host.remote.test_remote_code import FILE, beat, push, says, source_of

if TYPE_CHECKING:
    from tests.conftest import Daemon

SIGNATURE = f"{FILE}.sig"
Serving = Callable[..., "Daemon"]


@pytest.fixture(scope="module", params=["ed25519", "rsa-3072"])
def key(request: pytest.FixtureRequest) -> PrivateKey:
    return PrivateKey.generate(request.param)


@pytest.fixture(scope="module")
def other() -> PrivateKey:
    return PrivateKey.generate("ed25519")


@pytest.fixture
def signed(serving: Serving, origin: Origin, other: PrivateKey, tmp_path: Path) -> Callable[..., Daemon]:
    """Starts a daemon that wants a signature by this key, or by another one; the origin has code 1, signed by it."""

    def start(key: PrivateKey, **remote: object) -> Daemon:
        origin.files |= {FILE: code(1), SIGNATURE: key.sign(code(1))}
        return serving(origin, signers=signers_of(tmp_path, other, key), **remote)

    return start


def signers_of(folder: Path, *keys: PrivateKey) -> list[str]:
    """Files with their public halves."""
    paths = [folder / f"{number}.pub" for number in range(len(keys))]
    for path, key in zip(paths, keys, strict=True):
        path.write_bytes(key.public().pem)
    return [str(path) for path in paths]


@pytest.mark.parametrize(
    "written",
    [bytes, base64.b64encode, lambda s: base64.encodebytes(s) + b"\n"],
    ids=["raw", "base64", "base64 in lines"],
)
def test_signed_code_runs_however_the_signature_is_written(
    signed: Callable[..., Daemon], origin: Origin, key: PrivateKey, written: Callable[[bytes], bytes]
) -> None:
    daemon = signed(key)
    origin.files[SIGNATURE] = written(key.sign(code(1)))
    assert daemon.once(beat(origin)) == {"beat": 1}
    assert origin.paths() == [FILE, SIGNATURE]


@pytest.mark.parametrize(
    "what", ["nothing", "of another text", "by a stranger", "cut off", "empty", "no signature", "too large"]
)
def test_code_without_a_good_signature_is_refused_and_not_kept(
    signed: Callable[..., Daemon], origin: Origin, key: PrivateKey, what: str
) -> None:
    daemon = signed(key)
    good = key.sign(code(1))
    said = {
        "nothing": None,
        "of another text": key.sign(code(2)),
        "by a stranger": PrivateKey.generate("ed25519").sign(code(1)),
        "cut off": good[:-1],
        "empty": b"",
        "no signature": b"\0" * len(good),
        "too large": good + bytes(1 << 20),
    }[what]
    origin.files.pop(SIGNATURE) if said is None else origin.files.update({SIGNATURE: said})
    refused = daemon.once(beat(origin))
    assert refused["code"] in (("unreachable",) if what == "too large" else ("untrusted",)), refused
    assert f"{origin.url}{SIGNATURE}" in refused["error"] or what == "too large"
    origin.stop()
    assert daemon.once(beat(origin))["code"] == "unreachable"


def test_a_changed_file_runs_when_its_signature_has_changed_too(
    signed: Callable[..., Daemon], origin: Origin, key: PrivateKey
) -> None:
    daemon = signed(key, refresh=1.0)
    task = push(daemon, beat(origin))
    says(daemon, task, 1)
    origin.files[FILE] = code(2)
    daemon.eventually(lambda: "has signed it" in source_of(daemon, task)["note"])
    says(daemon, task, 1)
    assert source_of(daemon, task)["reloads"] == 0
    origin.files[SIGNATURE] = key.sign(code(2))
    says(daemon, task, 2)
    assert source_of(daemon, task)["note"] == ""


def test_a_copy_keeps_its_signature_and_is_good_for_its_signers_alone(
    signed: Callable[..., Daemon], origin: Origin, key: PrivateKey, authorities: Path, tmp_path: Path
) -> None:
    daemon = signed(key)
    assert daemon.once(beat(origin)) == {"beat": 1}
    daemon.kill()
    origin.stop()
    daemon.start()
    assert daemon.once(beat(origin)) == {"beat": 1}
    daemon.kill()
    (tmp_path / "new").mkdir()
    configure(
        daemon, authorities, origin, signers=signers_of(tmp_path / "new", PrivateKey.generate("ed25519"))
    )
    daemon.start()
    refused = daemon.once(beat(origin))
    assert refused["code"] == "unreachable"  # it would have to be asked for another signature


def test_a_pin_does_not_stand_for_a_signature(
    signed: Callable[..., Daemon], origin: Origin, key: PrivateKey
) -> None:
    daemon = signed(key)
    del origin.files[SIGNATURE]
    pinned = beat(origin, f"#sha256={hashlib.sha256(code(1)).hexdigest()}")
    assert daemon.once(pinned)["code"] == "untrusted"
    origin.files[SIGNATURE] = key.sign(code(1))
    daemon.eventually(lambda: daemon.once(pinned) == {"beat": 1})


def test_signers_that_are_named_later_are_asked_of_what_begins_from_then_on(
    serving: Serving, origin: Origin, other: PrivateKey, authorities: Path, tmp_path: Path
) -> None:
    origin.files[FILE] = code(1)
    daemon = serving(origin)
    assert daemon.once(beat(origin)) == {"beat": 1}
    configure(daemon, authorities, origin, signers=signers_of(tmp_path, other))
    assert "remote.signers" in daemon.ask("reload")["changed"]
    refused = daemon.once(beat(origin, "?some_arg=1"))
    assert (refused["code"], "has signed it" in refused["error"]) == ("untrusted", True)
    origin.files[SIGNATURE] = other.sign(code(1))
    daemon.eventually(lambda: daemon.once(beat(origin, "?some_arg=1")) == {"beat": 2})
    assert origin.asked[-2].headers.get("if-none-match")


@pytest.mark.parametrize(
    ("content", "why"),
    [(None, "no such file"), (b"", "no key in PEM"), (b"-----BEGIN PUBLIC KEY-----\n", "damaged")],
)
def test_where_a_signers_key_cannot_be_used_no_code_runs(
    serving: Serving, origin: Origin, tmp_path: Path, other: PrivateKey, content: bytes | None, why: str
) -> None:
    origin.files |= {FILE: code(1), SIGNATURE: other.sign(code(1))}
    (good,) = signers_of(tmp_path, other)
    bad = tmp_path / "bad.pub"
    if content is not None:
        bad.write_bytes(content)
    daemon = serving(origin, signers=[good, str(bad)])
    refused = daemon.once(beat(origin))
    assert (refused["code"], str(bad) in refused["error"], why in refused["error"]) == (
        "untrusted",
        True,
        True,
    ), refused
    bad.write_bytes(other.public().pem)
    daemon.eventually(lambda: daemon.once(beat(origin)) == {"beat": 1})


def test_a_signature_is_looked_for_beside_the_file_alone(
    signed: Callable[..., Daemon], origin: Origin, key: PrivateKey
) -> None:
    daemon = signed(key, origins=[f"{origin.url}{FILE}"])
    assert daemon.once(beat(origin)) == {"beat": 1}
    origin.files["/elsewhere"] = origin.files.pop(SIGNATURE)
    origin.answers[SIGNATURE] = answer(302, {"Location": "/elsewhere"})
    refused = daemon.once(beat(origin, f"#sha256={hashlib.sha256(code(1)).hexdigest()}"))
    assert (refused["code"], "/elsewhere is not among" in refused["error"]) == ("forbidden", True)
    assert "/elsewhere" not in origin.paths()
