"""The laws of reaching outside, which hold whatever language a source is written in: each in all of them, in real cells."""

# ruff: noqa: E501  JavaScript in strings is not broken

from __future__ import annotations

import json
import os
import socket
import textwrap
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Daemon, MakeDaemon

LANGUAGES = {"python": "py", "javascript": "js"}
_numbers = count(1)


class Web(BaseHTTPRequestHandler):
    """Answers with what it was asked."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/v1/away":
            self._say(302, b"", Location="/v2/there")
        elif path == "/v1/near":
            self._say(302, b"", Location="/v1/there")
        elif path == "/v1/bytes":
            self._say(200, b"\xff\x00")
        elif path == "/v1/large":
            self._say(200, b"x" * (1 << 20))
        elif path == "/v1/missing":
            self._say(404, b"nothing")
        elif path == "/v1/slow":
            self.server.released.wait(30)  # type: ignore[attr-defined]
        else:
            self._told()

    def do_POST(self) -> None:
        self._told()

    def _told(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        sent = {name.lower(): value for name, value in self.headers.items() if name.lower().startswith("x-")}
        said = {"method": self.command, "path": self.path, "headers": sent, "body": body}
        self._say(200, json.dumps(said).encode(), Content_Type="application/json")

    def _say(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


@dataclass
class Ground:
    """What there is to be reached, and who may."""

    daemon: Daemon
    web: int
    """The port of a web server."""
    tcp: int
    """The port of a server that says each line again."""
    other: int
    """The port of one that is not granted."""
    released: threading.Event
    files: dict[str, Path] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.daemon.folder / "data"

    def names(self) -> dict[str, Any]:
        """What the sources' texts may say between `<` and `>`."""
        return {"web": self.web, "tcp": self.tcp, "other": self.other, "folder": self.folder}


def echo(server: socket.socket) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        threading.Thread(target=_echo, args=(connection,), daemon=True).start()


def _echo(connection: socket.socket) -> None:
    with connection, connection.makefile("rwb") as peer:
        for line in peer:
            if line == b"end\n":
                return
            peer.write(b"again " + line)
            peer.flush()


@pytest.fixture(scope="module")
def ground(make_steady_daemon: MakeDaemon) -> Iterator[Ground]:
    web = ThreadingHTTPServer(("127.0.0.1", 0), Web)
    web.daemon_threads = True
    web.released = threading.Event()  # type: ignore[attr-defined]
    threading.Thread(target=web.serve_forever, daemon=True).start()
    tcp, other = socket.create_server(("127.0.0.1", 0)), socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=echo, args=(tcp,), daemon=True).start()
    made = make_steady_daemon()
    found = Ground(
        made,
        web.server_port,
        tcp.getsockname()[1],
        other.getsockname()[1],
        web.released,  # type: ignore[attr-defined]
    )
    furnish(found)
    os.environ["GRANTED"], os.environ["SECRET"] = "value ж", "not for sources"
    made.start("--config", str(configuration(found)))
    yield found
    del os.environ["GRANTED"], os.environ["SECRET"]
    web.released.set()  # type: ignore[attr-defined]
    web.shutdown()
    web.server_close()
    for server in (tcp, other):
        server.close()


def furnish(ground: Ground) -> None:
    (ground.daemon.plugins / "javascript.d").mkdir()
    folder = ground.folder
    folder.mkdir()
    ground.daemon.folder.chmod(0o755)
    folder.chmod(0o755)
    (folder / "words.txt").write_text("one ж\r\ntwo\n\nlast")
    (folder / "bytes").write_bytes(bytes(range(256)))
    (folder / "value.json").write_text('{"a": [1, null]}')
    (folder / "empty").write_text("")


def configuration(ground: Ground) -> Path:
    file = ground.daemon.folder / "cocained.toml"
    rows = [
        f"""
        [[grant]]
        source = "{scheme}:///*"
        read = ["{ground.folder}", "/proc/loadavg"]
        connect = ["127.0.0.1:{ground.tcp}", "localhost:{ground.tcp}"]
        fetch = ["http://127.0.0.1:{ground.web}/v1/"]
        env = ["GRANTED", "NOT_SET_AT_ALL"]
        """
        for scheme in LANGUAGES
    ]
    file.write_text(textwrap.dedent("\n".join(rows)))
    return file


Run = Callable[..., dict[str, Any]]


@pytest.fixture(params=LANGUAGES)
def run(request: pytest.FixtureRequest, ground: Ground) -> Run:
    """`run(python=…, javascript=…)` gives what one run of a source came to, whose body is the text of its language."""
    language, suffix = request.param, LANGUAGES[request.param]

    def run_text(timeout: float = 30_000, uri: bool = False, **texts: str) -> Any:
        text = texts[language]
        for name, value in ground.names().items():
            text = text.replace(f"<{name}>", str(value))
        name = f"r{next(_numbers)}.{suffix}"
        (ground.daemon.plugins / f"{language}.d" / name).write_text(_source(language, text))
        found = ground.daemon.once(f"{language}:///{name}/X", timeout=timeout)
        return (found, f"{language}:///{name}/X") if uri else found

    return run_text


def _source(language: str, text: str) -> str:
    if "X" in text.split("\n", 1)[0]:
        return text
    lines = textwrap.dedent(text).strip().split("\n")
    body = "".join(f"    {line}\n" for line in lines)
    if language == "python":
        return f"def X():\n{body}"
    return f"async function X() {{\n{body}}}\n"


# --- files


def test_a_file_is_read_as_text_as_bytes_and_by_lines(run: Run) -> None:
    found = run(
        python="""
            with open('<folder>/words.txt') as file: text = file.read()
            return {'text': text, 'lines': [line.rstrip('\\n') for line in open('<folder>/words.txt')],
                    'bytes': list(open('<folder>/bytes', 'rb').read()), 'empty': open('<folder>/empty').read()}
        """,
        javascript="""
            const words = await open('<folder>/words.txt');
            const bytes = await (await open('<folder>/bytes')).bytes();
            return { text: (await words.text()).replaceAll('\\r\\n', '\\n'), lines: await words.lines(),
              bytes: Array.from(bytes), empty: await (await open('<folder>/empty')).text() };
        """,
    )
    assert found == {
        "text": "one ж\ntwo\n\nlast",
        "lines": ["one ж", "two", "", "last"],
        "bytes": list(range(256)),
        "empty": "",
    }


def test_what_the_kernel_tells_is_read_anew_each_time(run: Run) -> None:
    found = run(
        python="return {'n': len(open('/proc/loadavg').read().split())}",
        javascript="return { n: (await (await open('/proc/loadavg')).text()).split(' ').length }",
    )
    assert found == {"n": 5}


def test_a_file_of_json_is_a_value(run: Run) -> None:
    found = run(
        python="import json\nreturn json.loads(open('<folder>/value.json').read())",
        javascript="return await (await open('<folder>/value.json')).json()",
    )
    assert found == {"a": [1, None]}


def test_a_file_that_is_not_there_is_told_from_one_that_is_not_granted(run: Run) -> None:
    found = run(
        python="""
            seen = {}
            for path in ('<folder>/nothing', '/etc/passwd', '<folder>'):
                try: open(path)
                except Exception as error: seen[path] = [isinstance(error, kind) for kind in (FileNotFoundError, PermissionError)]
            return {'seen': list(seen.values())}
        """,
        javascript="""
            const seen = [];
            for (const path of ['<folder>/nothing', '/etc/passwd', '<folder>']) {
              try { await open(path); } catch (error) { seen.push([error.name === 'NotFoundError', error.name === 'PermissionError']); }
            }
            return { seen };
        """,
    )
    assert found["seen"] == [[True, False], [False, True], [False, False]]


# --- the web


def test_a_fetch_has_a_status_headers_and_a_body(run: Run) -> None:
    found = run(
        python="""
            got = fetch('http://127.0.0.1:<web>/v1/a?b=c', headers={'X-One': '1'})
            return {'status': got.status, 'ok': got.ok, 'url': got.url, 'kind': got.headers.get('Content-Type'),
                    'none': got.headers.get('nothing'), 'said': got.json(), 'same': got.text() == got.body.decode()}
        """,
        javascript="""
            const got = await fetch('http://127.0.0.1:<web>/v1/a?b=c', { headers: { 'X-One': '1' } });
            return { status: got.status, ok: got.ok, url: got.url, kind: got.headers.get('Content-Type'),
              none: got.headers.get('nothing'), said: await got.json(), same: (await got.bytes()).length === (await got.text()).length };
        """,
    )
    assert found.pop("url").endswith("/v1/a?b=c")
    assert found == {
        "status": 200, "ok": True, "kind": "application/json", "none": None, "same": True,
        "said": {"method": "GET", "path": "/v1/a?b=c", "headers": {"x-one": "1"}, "body": ""},
    }  # fmt: skip


def test_what_is_posted_arrives(run: Run) -> None:
    found = run(
        python="return fetch('http://127.0.0.1:<web>/v1/a', 'POST', {'x-a': 'b'}, body='ж').json()",
        javascript="return await (await fetch('http://127.0.0.1:<web>/v1/a', { method: 'POST', headers: new Map([['x-a', 'b']]), body: 'ж' })).json()",
    )
    assert found == {"method": "POST", "path": "/v1/a", "headers": {"x-a": "b"}, "body": "ж"}


def test_an_answer_of_failure_is_an_answer(run: Run) -> None:
    found = run(
        python="got = fetch('http://127.0.0.1:<web>/v1/missing')\nreturn {'status': got.status, 'ok': got.ok, 'text': got.text()}",
        javascript="const got = await fetch('http://127.0.0.1:<web>/v1/missing');\nreturn { status: got.status, ok: got.ok, text: await got.text() }",
    )
    assert found == {"status": 404, "ok": False, "text": "nothing"}


def test_bytes_that_are_no_text_come_as_they_are(run: Run) -> None:
    found = run(
        python="return {'bytes': list(fetch('http://127.0.0.1:<web>/v1/bytes').body)}",
        javascript="return { bytes: Array.from(await (await fetch('http://127.0.0.1:<web>/v1/bytes')).bytes()) }",
    )
    assert found == {"bytes": [255, 0]}


def test_a_redirect_is_followed_within_what_is_granted_and_not_out_of_it(run: Run) -> None:
    found = run(
        python="""
            near = fetch('http://127.0.0.1:<web>/v1/near')
            try: fetch('http://127.0.0.1:<web>/v1/away')
            except PermissionError as error: return {'url': near.url, 'error': str(error)}
        """,
        javascript="""
            const near = await fetch('http://127.0.0.1:<web>/v1/near');
            try { await fetch('http://127.0.0.1:<web>/v1/away'); } catch (error) { return { url: near.url, error: error.name === 'PermissionError' && error.message }; }
        """,
    )
    assert found["url"].endswith("/v1/there")
    assert "/v2/there is not among what may be fetched" in found["error"]


def test_a_body_that_is_too_large_is_an_error_with_the_measure(run: Run) -> None:
    found = run(
        python="try: fetch('http://127.0.0.1:<web>/v1/large')\nexcept OSError as error: return {'error': str(error)}",
        javascript="try { await fetch('http://127.0.0.1:<web>/v1/large'); } catch (error) { return { error: error.message }; }",
    )
    assert "more than 983040 bytes" in found["error"]


def test_a_fetch_ends_at_its_own_timeout(run: Run) -> None:
    found = run(
        python="try: fetch('http://127.0.0.1:<web>/v1/slow', timeout=0.2)\nexcept TimeoutError as error: return {'error': str(error)}",
        javascript="try { await fetch('http://127.0.0.1:<web>/v1/slow', { timeout: 200 }); } catch (error) { return { error: error.name === 'TimeoutError' && error.message }; }",
    )
    assert "took longer than 0.2 s" in found["error"]


def test_a_fetch_ends_before_the_run_is_killed_for_it(run: Run) -> None:
    found = run(
        timeout=2_000,
        python="try: fetch('http://127.0.0.1:<web>/v1/slow')\nexcept TimeoutError as error: return {'error': True}",
        javascript="try { await fetch('http://127.0.0.1:<web>/v1/slow'); } catch (error) { return { error: error.name === 'TimeoutError' }; }",
    )
    assert found == {"error": True}


def test_what_cannot_be_asked_for_is_said(run: Run) -> None:
    found = run(
        python="""
            seen = []
            for words in (dict(url='ftp://a/'), dict(url='http://127.0.0.1:<web>/v1/', method='TRACE'),
                          dict(url='http://127.0.0.1:<web>/v1/', headers={'x': 'a\\r\\nHost: b'}),
                          dict(url='http://127.0.0.1:<web>/v1/', headers={'Host': 'b'}), dict(url='http://u:p@127.0.0.1:<web>/v1/')):
                try: seen.append(fetch(**words).text())
                except OSError as error: seen.append('refused')
            return {'seen': seen}
        """,
        javascript="""
            const seen = [];
            for (const [url, init] of [['ftp://a/', {}], ['http://127.0.0.1:<web>/v1/', { method: 'TRACE' }],
              ['http://127.0.0.1:<web>/v1/', { headers: { x: 'a\\r\\nHost: b' } }],
              ['http://127.0.0.1:<web>/v1/', { headers: { Host: 'b' } }], ['http://u:p@127.0.0.1:<web>/v1/', {}]]) {
              try { seen.push(await (await fetch(url, init)).text()); } catch (error) { seen.push('refused'); }
            }
            return { seen };
        """,
    )
    assert found == {"seen": ["refused"] * 5}


# --- connections


def test_a_connection_sends_receives_and_reads_lines(run: Run) -> None:
    found = run(
        python="""
            with connect('127.0.0.1', <tcp>) as peer:
                peer.send('ж\\n')
                first = peer.readline().decode()
                peer.send(b'two\\n')
                second = peer.recv().decode()
                peer.send('three\\nend\\n')
                return {'first': first, 'second': second, 'rest': [line.decode() for line in peer], 'end': len(peer.recv())}
        """,
        javascript="""
            const peer = await connect('127.0.0.1', <tcp>);
            await peer.send('ж\\n');
            const first = await peer.readline();
            await peer.send(new TextEncoder().encode('two\\n'));
            const second = new TextDecoder().decode(await peer.recv());
            await peer.send('three\\nend\\n');
            const rest = [];
            for await (const line of peer) rest.push(line);
            const end = (await peer.recv()).length;
            await peer.close();
            return { first, second, rest, end };
        """,
    )
    assert found == {"first": "again ж\n", "second": "again two\n", "rest": ["again three\n"], "end": 0}


def test_a_name_that_can_only_be_of_this_machine_may_lead_to_it(run: Run) -> None:
    found = run(
        python="with connect('LocalHost', <tcp>) as peer:\n  peer.send('a\\n')\n  return {'line': peer.readline().decode()}",
        javascript="const peer = await connect('LocalHost', <tcp>);\nawait peer.send('a\\n');\nreturn { line: await peer.readline() }",
    )
    assert found == {"line": "again a\n"}


def test_a_wait_ends_at_its_timeout_and_the_connection_goes_on(run: Run) -> None:
    found = run(
        python="""
            peer = connect('127.0.0.1', <tcp>, timeout=0.1)
            try: peer.recv()
            except TimeoutError: late = True
            peer.send('a\\n')
            return {'late': late, 'line': peer.readline().decode()}
        """,
        javascript="""
            const peer = await connect('127.0.0.1', <tcp>, { timeout: 100 });
            let late;
            try { await peer.recv(); } catch (error) { late = error.name === 'TimeoutError'; }
            await peer.send('a\\n');
            return { late, line: await peer.readline() };
        """,
    )
    assert found == {"late": True, "line": "again a\n"}


def test_what_is_closed_is_closed(run: Run) -> None:
    found = run(
        python="""
            peer, file = connect('127.0.0.1', <tcp>), open('<folder>/empty')
            peer.close(); peer.close(); file.close()
            seen = []
            for use in (peer.recv, file.read):
                try: use()
                except ValueError: seen.append('closed')
            return {'seen': seen}
        """,
        javascript="""
            const peer = await connect('127.0.0.1', <tcp>);
            await peer.close(); await peer.close();
            try { await peer.recv(); } catch (error) { return { seen: ['closed', error.message.includes('closed') && 'closed'] }; }
        """,
    )
    assert found == {"seen": ["closed", "closed"]}


# --- the environment


def test_the_variables_that_are_granted_are_there_and_no_others(run: Run) -> None:
    found = run(
        python="""
            try: env['SECRET']
            except PermissionError as error: secret = str(error)
            return {'all': dict(env), 'value': env['GRANTED'], 'there': 'GRANTED' in env, 'unset': env.get('NOT_SET_AT_ALL'), 'error': secret}
        """,
        javascript="""
            let secret;
            try { env.SECRET; } catch (error) { secret = error.name === 'PermissionError' && error.message; }
            return { all: { ...env }, value: env.GRANTED, there: 'GRANTED' in env, unset: env.NOT_SET_AT_ALL ?? null, error: secret };
        """,
    )
    assert "SECRET" in found.pop("error")
    assert found == {"all": {"GRANTED": "value ж"}, "value": "value ж", "there": True, "unset": None}


def test_the_environment_cannot_be_changed(run: Run) -> None:
    found = run(
        python="try: env['GRANTED'] = 'x'\nexcept TypeError: return {'kept': env['GRANTED']}",
        javascript="try { 'use strict'; env.GRANTED = 'x'; } catch {}\nreturn { kept: env.GRANTED }",
    )
    assert found == {"kept": "value ж"}


# --- what is denied


def test_what_is_not_granted_is_refused_in_a_sentence_that_names_it(run: Run) -> None:
    found = run(
        python="""
            seen = []
            for ask in (lambda: open('/etc/passwd'), lambda: fetch('http://127.0.0.1:<web>/v2/'), lambda: connect('127.0.0.1', <other>), lambda: env['SECRET']):
                try: ask()
                except PermissionError as error: seen.append(str(error))
            return {'seen': seen}
        """,
        javascript="""
            const seen = [];
            for (const ask of [() => open('/etc/passwd'), () => fetch('http://127.0.0.1:<web>/v2/'), () => connect('127.0.0.1', <other>), () => env.SECRET]) {
              try { await ask(); } catch (error) { if (error instanceof Error && error.name === 'PermissionError') seen.push(error.message); }
            }
            return { seen };
        """,
    )
    assert len(found["seen"]) == 4
    for words, named in zip(found["seen"], ("/etc/passwd", "/v2/", "127.0.0.1", "SECRET"), strict=True):
        assert named in words
        assert "is not granted to this source; the operator can grant it" in words


def test_what_is_refused_and_not_caught_is_a_refusal(run: Run) -> None:
    found = run(
        python="return open('/etc/passwd').read()",
        javascript="return await (await open('/etc/passwd')).text()",
    )
    assert found["code"] == "refused"
    assert ":2:" in found["error"]
    assert "open('/etc/passwd') is not granted to this source" in found["error"]


def test_what_was_denied_is_explained_with_the_lines_that_would_grant_it(run: Run, ground: Ground) -> None:
    found, uri = run(
        uri=True,
        python="""
            for _ in range(3):
                try: open('/etc/pass"wd')
                except PermissionError: pass
            return {'done': True}
        """,
        javascript="""
            for (let i = 0; i < 3; i++) try { await open('/etc/pass"wd'); } catch {}
            return { done: true };
        """,
    )
    assert found == {"done": True}
    key = ground.daemon.push(uri, driver="auto", interval=3_600_000)["key"]
    reach = ground.daemon.ask("explain", {key: {}})[key]["reach"]
    (denied,) = reach["denied"]
    assert (denied["kind"], denied["what"]) == ("read", '/etc/pass"wd')
    assert denied["count"] >= 3
    assert denied["grant"] == f'[[grant]]\nsource = "{uri}"\nread = ["/etc/pass\\"wd"]'
    assert reach["granted"]["read"] == [str(ground.folder), "/proc/loadavg"]


# --- what it wants


def test_a_source_that_says_what_it_wants_gets_no_more(run: Run, ground: Ground) -> None:
    found, uri = run(
        uri=True,
        python="""class X:
  wants = {'read': ['/proc/loadavg', '/etc/hostname'], 'env': ['HOME']}
  def __init__(self):
    self.seen = []
    for path in ('/proc/loadavg', '<folder>/empty'):
      try: self.seen.append(len(open(path).read()) > 0)
      except PermissionError as error: self.seen.append(str(error))
  def next(self): return {'seen': self.seen}
""",
        javascript="""class X {
  static wants = { read: ['/proc/loadavg', '/etc/hostname'], env: ['HOME'] };
  async next() {
    const seen = [];
    for (const path of ['/proc/loadavg', '<folder>/empty']) {
      try { seen.push((await (await open(path)).text()).length > 0); } catch (error) { seen.push(error.message); }
    }
    return { seen };
  }
}
""",
    )
    assert found["seen"][0] is True
    assert "is not among what the source itself `wants`" in found["seen"][1]
    key = ground.daemon.push(uri, driver="auto", interval=3_600_000)["key"]
    reach = ground.daemon.ask("explain", {key: {}})[key]["reach"]
    assert reach["wanted"] == {"read": ["/proc/loadavg", "/etc/hostname"], "env": ["HOME"]}
    assert reach["lacking"] == {"read": ["/etc/hostname"], "env": ["HOME"]}
    assert reach["grant"] == f'[[grant]]\nsource = "{uri}"\nread = ["/etc/hostname"]\nenv = ["HOME"]'


@pytest.mark.parametrize(
    ("wants", "words"),
    [
        ('{"raed": ["/proc"]}', "wants has no 'raed'; it has read, connect, fetch, env"),
        ('{"read": ["proc"]}', "'proc': a path begins with /"),
        ('{"read": "/proc"}', "wants is an object with lists of words"),
        ('{"connect": ["a:0"]}', "a port is a number from 1 to 65535"),
    ],
)
def test_wishes_that_cannot_be_read_are_the_authors_error(run: Run, wants: str, words: str) -> None:
    found = run(
        python=f"class X:\n  wants = {wants}\n  def next(self): ...",
        javascript=f"class X {{ static wants = {wants}; next() {{}} }}",
    )
    assert found["code"] == "source_error"
    assert words in found["error"]


def test_a_variable_that_is_granted_and_not_wanted_is_denied(run: Run) -> None:
    found = run(
        python="""class X:
  wants = {'env': ['NOT_SET_AT_ALL']}
  def next(self): return {'known': list(env), 'mine': env['GRANTED']}
""",
        javascript="""class X {
  static wants = { env: ['NOT_SET_AT_ALL'] };
  next() { return { known: Object.keys(env), mine: env.GRANTED }; }
}
""",
    )
    assert "is not" in found["error"]
    assert "GRANTED" in found["error"]


def test_the_file_itself_may_say_what_it_wants(run: Run) -> None:
    found = run(
        python="""X = None
wants = {'read': ['/proc/loadavg']}
def X():
  try: open('<folder>/empty')
  except PermissionError as error: return {'error': str(error)}
""",
        javascript="""var X;
const wants = { read: ['/proc/loadavg'] };
X = async () => { try { await open('<folder>/empty'); } catch (error) { return { error: error.message }; } };
""",
    )
    assert "`wants`" in found["error"]


# --- names of one's own


def test_a_file_may_have_an_open_and_a_fetch_of_its_own(run: Run) -> None:
    found = run(
        python="""X = None
def open(path): return path
class fetch: pass
env = {'a': 1}
def X(): return {'open': open('a'), 'env': env}
""",
        javascript="""var X;
const open = (path) => path;
class fetch {}
let env = { a: 1 };
X = () => ({ open: open('a'), env });
""",
    )
    assert found == {"open": "a", "env": {"a": 1}}
