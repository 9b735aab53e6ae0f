"""The doctor says who can reach the daemon, what protects it from them, and whether the keys for that are there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cocaine_sdk.curve import CurvePair
from cocaine_sdk.signing import PrivateKey
from tests.host.doctor.conftest import USERS

if TYPE_CHECKING:
    from tests.host.doctor.conftest import Doctor, Seen

BEYOND = "tcp://*:0"
SIGNED = '[auth]\nmode = "required"\n'
ENCRYPTED = '[curve]\nsecret_key = "daemon.key"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A configuration, with a key beside it."""
    key = tmp_path / "daemon.key"
    key.touch(mode=0o600)
    key.write_bytes(CurvePair.generate().secret_file)
    return tmp_path / "cocained.toml"


def marks(seen: Seen, what: str) -> list[str]:
    return [one["mark"] for one in seen.report["subjects"]["trust"] if one["what"] == what]


def test_a_daemon_that_others_cannot_reach_is_well(doctor: Doctor) -> None:
    seen = doctor.look("tcp://127.0.0.1:0")
    assert marks(seen, "exposure") == ["ok"]
    assert "optional" in seen.finding("trust", "signatures")["says"]


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("", ["need no signature", "nothing is encrypted"]),
        (SIGNED, ["nothing is encrypted"]),
        (ENCRYPTED, ["need no signature"]),
        (SIGNED + ENCRYPTED, []),
        (SIGNED + "replay_window = 0\n" + ENCRYPTED, ["may be repeated"]),
        (SIGNED + 'digests = ["sha256", "sha1"]\n' + ENCRYPTED, ["SHA-1"]),
    ],
    ids=["nothing", "signatures", "encryption", "both", "replays", "SHA-1"],
)
def test_a_door_to_the_network_needs_signatures_and_encryption(
    doctor: Doctor, file: Path, text: str, lacking: list[str]
) -> None:
    file.write_text(text)
    seen = doctor.look(BEYOND, "--config", str(file))
    found = [one for one in seen.report["subjects"]["trust"] if one["what"] == "exposure"]
    assert [one["mark"] for one in found] == (["warning"] * len(lacking) or ["ok"])
    assert all(word in one["says"] for word, one in zip(lacking, found, strict=False))
    assert seen.failing == []


def test_signatures_without_a_key_serve_nobody(doctor: Doctor, file: Path, tmp_path: Path) -> None:
    file.write_text(SIGNED)
    told = ["--config", str(file)]
    assert marks(doctor.look(*told), "signatures") == ["warning"]
    public = tmp_path / "alice.pub"
    public.write_bytes(PrivateKey.generate("ed25519").public().pem)
    line = [sys.executable, "-m", "cocained", "keys", "add", "alice", str(public)]
    subprocess.run([*line, "--storage", f"sqlite://{doctor.store}"], check=True, stdout=subprocess.DEVNULL)
    seen = doctor.look(*told)
    assert marks(seen, "signatures") == ["ok"]
    assert seen.finding("trust", "signatures")["figures"] == {"tokens": 1}


@pytest.mark.parametrize("fault", ["gone", "open to others", "public"])
def test_a_key_that_cannot_be_used_keeps_the_daemon_from_starting(
    doctor: Doctor, file: Path, fault: str
) -> None:
    file.write_text(ENCRYPTED)
    key = file.with_name("daemon.key")
    if fault == "gone":
        key.unlink()
    elif fault == "public":
        key.write_bytes(CurvePair.generate().public_file)
    else:
        key.chmod(0o644)
    seen = doctor.look("--config", str(file))
    assert marks(seen, "curve key") == ["broken"]
    assert str(key) in seen.finding("trust", "curve key")["says"]
    assert seen.failing


def test_a_key_that_can_be_used_is_told_of_and_not_shown(doctor: Doctor, file: Path) -> None:
    file.write_text(ENCRYPTED)
    seen = doctor.look("--config", str(file))
    assert marks(seen, "curve key") == ["ok"]
    assert file.with_name("daemon.key").read_text().split()[1] not in str(seen.report)


def test_files_that_remote_code_needs_and_that_are_not_there_are_broken(doctor: Doctor, file: Path) -> None:
    file.write_text(
        '[remote]\norigins = ["https://code.example.com/"]\nauthorities = "ca.pem"\nsigners = ["a.pub", "b.pub"]\n'
    )
    file.with_name("b.pub").write_text("a key")
    seen = doctor.look("--config", str(file))
    assert marks(seen, "[remote] authorities") == ["broken"]
    assert marks(seen, "[remote] signers") == ["broken"]


@pytest.mark.parametrize("uid", USERS.values(), ids=USERS)
def test_a_store_that_is_closed_to_this_user_does_not_stop_the_look(doctor: Doctor, uid: int) -> None:
    doctor.folder.chmod(0o700)
    file = Path(f"{doctor.folder}.toml")
    file.write_text(SIGNED)
    try:
        assert len(marks(doctor.look("--config", str(file), uid=uid), "signatures")) == 1
    finally:
        file.unlink()
