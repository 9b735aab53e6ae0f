"""In a process that is forked and locked after the import."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

if TYPE_CHECKING:
    from tests.plugins.mysql.conftest import MariaDB

CHILD = textwrap.dedent("""
    import asyncio, json, sys, threading
    import cocaine_mysql
    from pymysql import _auth
    threads = threading.active_count()
    loaded = set(sys.modules)
    made = [cocaine_mysql.MySQL(uri) for uri in sys.argv[1:]]
    async def run():
        return [await source.next() for source in made]
    events = asyncio.run(run())
    key = sys.stdin.buffer.read()
    assert _auth.sha2_rsa_encrypt(b"hush", b"nonce", key)
    print(json.dumps({"threads": threads, "late": sorted(set(sys.modules) - loaded), "events": events}))
""")


def public_key() -> bytes:
    """Such as a server has for caching_sha2_password."""
    key = rsa.generate_private_key(65537, 2048).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def test_importing_it_starts_no_thread_and_a_run_imports_nothing_more(mariadb: MariaDB) -> None:
    uris = [
        mariadb.uri(query="SELECT CAST('2024-05-06 07:08:09' AS DATETIME), 1.5", tls="required"),
        mariadb.uri(tls="verify"),
        mariadb.uri(password="wrong", tls="off"),
        mariadb.uri(host="nowhere.invalid"),
        mariadb.socket_uri(),
    ]
    child = subprocess.run(
        [sys.executable, "-c", CHILD, *uris], input=public_key(), stdout=subprocess.PIPE, check=True
    )
    said = json.loads(child.stdout)
    reasons = [event.get("reason") for event in said["events"]]
    assert reasons == [None, "tls", "access_denied", "resolve", None]
    assert said["late"] == []
    assert said["threads"] == 1
