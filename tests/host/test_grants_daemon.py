"""Grants in a real daemon, on real files and servers: what they give, how they change, and what remains of them."""

from __future__ import annotations

import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import trustme

from tests.host.remote.test_outreach_process import processes

if TYPE_CHECKING:
    from tests.conftest import Daemon, MakeDaemon

READS = """
class Reads:
    def __init__(self, path):
        self.path, self.runs = path, 0
    def next(self):
        self.runs += 1
        try:
            with open(self.path) as file: return {"runs": self.runs, "text": file.read()}
        except OSError as error:
            return {"runs": self.runs, "error": type(error).__name__, "words": str(error)}
"""
KEEPS = """
class Keeps:
    def __init__(self, path):
        self.path, self.file = path, None
    def next(self):
        if self.file is None: self.file = open(self.path)
        self.file.seek(0)
        return {"text": self.file.read()}
"""

LARGE = """
def large(path):
    with open(path, "rb") as file:
        file.seek(1 << 39)
        return {"text": str(file.read(6)), "at": file.tell()}
"""


class World:
    """A daemon, its file, and a folder that can be granted."""

    def __init__(self, daemon: Daemon, folder: Path) -> None:
        self.daemon = daemon
        self.folder = folder
        self.file = folder / "cocained.toml"
        self.data = folder / "data"
        self.data.mkdir()
        for path in (folder, self.data):
            path.chmod(0o755)
        (self.data / "a.txt").write_text("hello")
        daemon.source("reads.py", READS)
        daemon.source("keeps.py", KEEPS)

    def grant(self, *rows: str, more: str = "") -> None:
        self.file.write_text(more + "".join(f'[[grant]]\nsource = "python:///*"\n{row}\n' for row in rows))

    def regrant(self, *rows: str) -> dict[str, Any]:
        self.grant(*rows)
        return self.daemon.ask("reload")

    def start(self) -> World:
        self.daemon.start("--config", str(self.file))
        return self

    def reads(self, path: str | Path) -> dict[str, Any]:
        return self.daemon.once(f"python:///reads.py/Reads?path={path}", timeout=30_000)


@pytest.fixture
def world(make_daemon: MakeDaemon) -> World:
    daemon = make_daemon()
    folder = daemon.folder / "w"
    folder.mkdir()
    daemon.folder.chmod(0o755)
    return World(daemon, folder)


def data(world: World) -> str:
    return f'read = ["{world.data}"]'


# --- files


def test_a_granted_file_is_read_and_its_neighbour_is_not(world: World) -> None:
    (world.data / "b.txt").write_text("secret")
    world.grant(f'read = ["{world.data}/a.txt"]')
    world.start()
    assert world.reads(world.data / "a.txt")["text"] == "hello"
    assert "is not granted to this source" in world.reads(world.data / "b.txt")["words"]


def test_a_file_that_is_exchanged_for_another_of_its_name_is_read_like_the_first(world: World) -> None:
    world.grant(f'read = ["{world.data}/a.txt"]')
    world.start()
    for number in range(5):
        (world.data / "new").write_text(f"version {number}")
        (world.data / "new").rename(world.data / "a.txt")
        assert world.reads(world.data / "a.txt")["text"] == f"version {number}"


def test_a_file_that_comes_later_is_read_when_it_has_come(world: World) -> None:
    world.grant(f'read = ["{world.folder}/later/x.txt", "{world.folder}/folder"]')
    world.start()
    paths = [world.folder / "later" / "x.txt", world.folder / "folder" / "x.txt"]
    assert [world.reads(path)["error"] for path in paths] == ["FileNotFoundError"] * 2
    for path in paths:
        path.parent.mkdir()
        path.write_text("came")
    assert [world.reads(path)["text"] for path in paths] == ["came"] * 2


def test_a_folder_that_is_turned_elsewhere_by_a_link_is_read_where_it_was_when_it_was_granted(
    world: World,
) -> None:
    for name in ("one", "two"):
        (world.folder / name).mkdir()
        (world.folder / name / "x.txt").write_text(name)
    current = world.folder / "current"
    current.symlink_to("one")
    world.grant(f'read = ["{current}"]')
    world.start()
    assert world.reads(current / "x.txt")["text"] == "one"
    (world.folder / "next").symlink_to("two")
    (world.folder / "next").rename(current)
    assert world.reads(current / "x.txt")["error"] == "PermissionError"
    world.regrant(f'read = ["{current}", "{world.folder}/other"]')
    assert world.reads(current / "x.txt")["text"] == "two"


@pytest.mark.parametrize("granted", ["data/a.txt", "data"])
def test_what_is_granted_and_exchanged_for_a_link_gives_nothing_of_where_that_leads(
    world: World, granted: str
) -> None:
    """Also where the process that opens files is another one by then."""
    secret = world.folder / "secret"
    secret.mkdir()
    (secret / "a.txt").write_text("the secret")
    world.grant(f'read = ["{world.folder}/{granted}"]')
    world.start()
    path = world.data / "a.txt"
    assert world.reads(path)["text"] == "hello"
    exchanged = world.folder / granted
    exchanged.rename(world.folder / "aside")
    exchanged.symlink_to(secret / "a.txt" if granted != "data" else secret)
    found = world.reads(path)
    assert found["error"] == "PermissionError"
    assert "leads out of what is granted" in found["words"]
    for process in processes(world.daemon.pid):
        process.kill()
    world.daemon.eventually(lambda: world.reads(path)["error"] == "PermissionError")
    exchanged.unlink()
    exchanged.symlink_to(secret)  # of what is granted as a file, what lies beneath
    assert world.reads(exchanged / "a.txt")["error"] == "PermissionError"
    exchanged.unlink()
    (world.folder / "aside").rename(exchanged)
    assert world.reads(path)["text"] == "hello"


def test_a_link_within_what_is_granted_is_followed(world: World) -> None:
    (world.data / "relative").symlink_to("a.txt")
    (world.data / "absolute").symlink_to(world.data / "a.txt")
    other = world.folder / "other.txt"
    other.write_text("other")
    (world.data / "elsewhere").symlink_to(other)
    world.grant(data(world), f'read = ["{other}"]')
    world.start()
    assert [world.reads(world.data / name)["text"] for name in ("relative", "absolute", "elsewhere")] == [
        "hello", "hello", "other",
    ]  # fmt: skip


def test_a_files_own_permissions_hold_for_the_cells_user(world: World) -> None:
    (world.data / "a.txt").chmod(0)
    world.grant(data(world))
    world.start()
    found = world.reads(world.data / "a.txt")
    assert found["error"] == "PermissionError"
    assert "the file's own permissions do not let the cells' user read it" in found["words"]


def test_a_large_file_is_read_as_far_as_the_source_wants(world: World) -> None:
    with (world.data / "large").open("wb") as file:
        file.truncate(1 << 40)
        file.seek(1 << 39)
        file.write(b"middle")
    world.daemon.source("large.py", LARGE)
    world.grant(data(world))
    world.start()
    found = world.daemon.once(f"python:///large.py/large?path={world.data}/large")
    assert found == {"text": "b'middle'", "at": (1 << 39) + 6}


# --- changes


def test_what_is_granted_by_a_reload_can_be_reached_at_once_by_sources_that_live(world: World) -> None:
    world.grant()
    world.start()
    path = world.data / "a.txt"
    assert world.reads(path)["error"] == "PermissionError"
    changed = world.regrant(data(world))["changed"]
    assert list(changed) == ["grant"]
    world.daemon.eventually(lambda: world.reads(path).get("text") == "hello")


def test_what_is_taken_away_is_refused_at_the_next_use_and_the_source_runs_on(world: World) -> None:
    world.grant(data(world))
    world.start()
    uri = f"python:///reads.py/Reads?path={world.data}/a.txt"
    key = world.daemon.push(uri, driver="auto", interval=3_600_000)["key"]
    assert world.daemon.once(uri)["text"] == "hello"
    world.regrant()
    assert "is not granted to this source" in world.daemon.once(uri)["words"]
    explained = world.daemon.ask("explain", {key: {}})[key]
    assert explained["state"] == "running"
    assert explained["reach"]["granted"] == {}


def test_what_was_open_is_gone_with_the_cell_when_its_grant_is_taken_away(world: World) -> None:
    world.grant(data(world))
    world.start()
    uri = f"python:///keeps.py/Keeps?path={world.data}/a.txt"
    assert world.daemon.once(uri) == {"text": "hello"}
    world.regrant('read = ["/proc"]')
    world.daemon.eventually(lambda: "is not granted" in world.daemon.once(uri).get("error", ""))


def test_what_was_open_is_gone_also_where_the_new_version_does_not_load(world: World) -> None:
    world.grant(data(world))
    world.start()
    uri = f"python:///keeps.py/Keeps?path={world.data}/a.txt"
    world.daemon.push(uri, driver="auto", interval=3_600_000)
    assert world.daemon.once(uri) == {"text": "hello"}
    world.daemon.source("keeps.py", "this is no Python")
    world.regrant()
    world.daemon.eventually(lambda: "is not granted" in world.daemon.once(uri).get("error", ""))


def test_a_grant_that_changes_leaves_the_sources_alone_that_it_is_not_for(world: World) -> None:
    world.daemon.source(
        "other.py", "class Other:\n  n = 0\n  def next(self):\n    self.n += 1\n    return {'n': self.n}"
    )
    world.file.write_text("")
    world.start()
    assert world.daemon.once("python:///other.py/Other") == {"n": 1}
    world.file.write_text(f'[[grant]]\nsource = "python:///reads.py/*"\n{data(world)}\n')
    world.daemon.ask("reload")
    world.daemon.eventually(lambda: "text" in world.reads(world.data / "a.txt"))
    assert world.daemon.once("python:///other.py/Other") == {"n": 2}


def test_a_grant_whose_elements_change_places_leaves_its_sources_alone(world: World) -> None:
    rows = [data(world), 'read = ["/proc/stat"]\nconnect = ["127.0.0.1:1", "127.0.0.1:2"]']
    world.grant(*rows)
    world.start()
    assert world.reads(world.data / "a.txt")["runs"] == 1
    world.grant('read = ["/proc/stat"]\nconnect = ["127.0.0.1:2", "127.0.0.1:1"]', data(world))
    assert "grant" in world.daemon.ask("reload")["changed"]
    assert world.reads(world.data / "a.txt")["runs"] == 2


def test_a_wrong_grant_changes_nothing(world: World) -> None:
    world.grant(data(world))
    world.start()
    reply = world.regrant('read = ["relative"]')
    assert reply["code"] == "bad_configuration"
    assert "grant[1].read: 'relative': a path begins with /" in reply["error"]
    assert world.reads(world.data / "a.txt")["text"] == "hello"


def test_a_reload_is_told_in_a_line_and_not_in_a_page(world: World) -> None:
    world.grant()
    world.start()
    world.regrant(data(world))
    assert "configuration read again: grant () → (1 tables)" in world.daemon.log()


def test_a_variable_is_the_one_of_the_daemons_start(world: World) -> None:
    world.grant('env = ["HOME"]')
    world.daemon.source("home.py", "def home(): return {'home': env['HOME']}")
    world.start()
    assert world.daemon.once("python:///home.py/home") == {"home": str(world.daemon.folder)}


# --- the web


class Secured(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def secured(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """The port of a web server for localhost, and a file with the authority that vouches for it."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Secured)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    authorities = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(authorities)
    yield server.server_port, authorities
    server.shutdown()
    server.server_close()


FETCHES = """
def fetches(url):
    try: return {"text": fetch(url).text()}
    except OSError as error: return {"error": str(error)}
"""


def test_a_server_is_asked_by_tls_and_must_prove_who_it_is(world: World, secured: tuple[int, Path]) -> None:
    port, authorities = secured
    world.daemon.source("fetches.py", FETCHES)
    granted = f'fetch = ["https://localhost:{port}/", "https://127.0.0.1:{port}/"]'
    world.grant(granted, more=f'[remote]\nauthorities = "{authorities}"\n')
    world.start()
    assert world.daemon.once(f"python:///fetches.py/fetches?url=https://localhost:{port}/x") == {"text": "ok"}
    other = world.daemon.once(f"python:///fetches.py/fetches?url=https://127.0.0.1:{port}/x")
    assert "certificate is not to be trusted" in other["error"]


def test_a_server_that_nobody_vouches_for_is_not_believed(world: World, secured: tuple[int, Path]) -> None:
    port, _ = secured
    world.daemon.source("fetches.py", FETCHES)
    world.grant(f'fetch = ["https://localhost:{port}/"]')
    world.start()
    found = world.daemon.once(f"python:///fetches.py/fetches?url=https://localhost:{port}/")
    assert "certificate is not to be trusted" in found["error"]


# --- what is told


def test_what_was_reached_and_denied_is_counted(world: World) -> None:
    world.grant(data(world))
    world.start()
    world.reads(world.data / "a.txt")
    world.reads("/etc/passwd")
    assert world.daemon.ask("stats")["reached"] == {"files": 1, "connections": 0, "fetches": 0, "denied": 1}


def test_a_source_that_is_denied_a_thousand_things_costs_a_line_of_the_log_and_a_bounded_list(
    world: World,
) -> None:
    world.daemon.source(
        "greedy.py",
        """
        def greedy():
            for number in range(1000):
                try: open(f'/secret/{number}')
                except PermissionError: pass
            return {'done': True}
        """,
    )
    world.grant()
    world.start()
    uri = "python:///greedy.py/greedy"
    key = world.daemon.push(uri, driver="auto", interval=3_600_000)["key"]
    assert world.daemon.once(uri, timeout=60_000) == {"done": True}
    reach = world.daemon.ask("explain", {key: {}})[key]["reach"]
    total = world.daemon.ask("stats")["reached"]["denied"]
    assert len(reach["denied"]) == 32
    assert reach["others"] + sum(denied["count"] for denied in reach["denied"]) == total
    assert world.daemon.log().count("is not granted") <= 3


def test_the_command_explains_what_was_denied_and_how_to_grant_it(world: World) -> None:
    world.grant()
    world.start()
    uri = "python:///reads.py/Reads?path=/etc/passwd"
    key = world.daemon.push(uri, driver="auto", interval=3_600_000)["key"]
    world.daemon.once(uri)
    shown = subprocess.run(
        [Path(sys.executable).with_name("cocaine"), "--connect", world.daemon.endpoint, "explain", key],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    denied = shown.partition("\nnot granted\n")[2].partition("\n\n")[0].splitlines()
    assert denied[1].split()[-2:] == ["read", "/etc/passwd"]
    lines = shown.partition("what would grant it, in the daemon's configuration\n")[2].splitlines()
    assert [line.strip() for line in lines[:3]] == [
        "[[grant]]",
        f'source = "{uri}"',
        'read = ["/etc/passwd"]',
    ]


def test_a_password_in_the_sources_uri_is_not_shown_in_what_it_was_denied(world: World) -> None:
    world.daemon.source(
        "asks.py", "def asks(url):\n  try: fetch(url)\n  except PermissionError: return {'denied': True}"
    )
    world.grant()
    world.start()
    uri = "python:///asks.py/asks?url=http://user:swordfish@db.example.com/"
    world.daemon.once(uri)
    key = world.daemon.push(uri, driver="auto", interval=3_600_000)["key"]
    assert "swordfish" not in str(world.daemon.ask("explain", {key: {}}))
    assert "swordfish" not in world.daemon.log()
