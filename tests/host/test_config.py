"""The command line over the file over the defaults, and a sentence for everything that is wrong."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import pytest

from cocained.config import Config, ConfigError, LimitsConfig, Origin, check
from cocained.config.settings import MAX_FILE, MAX_ROWS, MAX_SHOWN
from cocained.config.tables import GrantConfig, LimitConfig

DOCS = Path(__file__).parents[2] / "docs" / "configuration.md"


def load(argv: Sequence[str], environment: Mapping[str, str]) -> Config:
    return Origin.of(argv, environment).read()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cocained.toml"


def refused(*argv: str) -> str:
    with pytest.raises(ConfigError) as error:
        load(argv, {})
    return str(error.value)


def refused_file(file: Path, text: str) -> str:
    file.write_text(text)
    return refused("--config", str(file))


def test_the_line_of_the_seed() -> None:
    line = "tcp://lo:5000 --export tcp://lo:5001 --watermark 100 --verbose --daemonize"
    config = load(line.split(), {})
    assert config.endpoints == ("tcp://lo:5000",)
    assert config.export == ("tcp://lo:5001",)
    assert (config.watermark, config.verbose, config.daemonize) == (100, True, True)


def test_without_a_word_the_daemon_listens_on_loopback_and_keeps_its_state_at_home() -> None:
    config = load([], {"STATE_DIRECTORY": "/var/lib/cocaine:/elsewhere"})
    assert config == Config(storage="sqlite:///var/lib/cocaine/default.db")
    assert {e.split("//")[1].split(":")[0] for e in config.endpoints + config.export} == {"127.0.0.1"}
    assert config.hostname == socket.gethostname()


def test_each_instance_has_a_store_of_its_own() -> None:
    environment = {"STATE_DIRECTORY": "/var/lib/cocaine"}
    assert load(["--instance", "second"], environment).storage == "sqlite:///var/lib/cocaine/second.db"


def test_outside_systemd_the_store_stands_in_the_users_state_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/home/me/state")
    assert load([], {}).storage == "sqlite:///home/me/state/cocaine/default.db"


def test_endpoints_may_stand_before_between_and_after_options() -> None:
    config = load(["tcp://a:1", "--verbose", "ipc:///b", "--export", "tcp://c:1", "tcp://d:1"], {})
    assert config.endpoints == ("tcp://a:1", "ipc:///b", "tcp://d:1")


def test_the_command_line_wins_over_the_file_and_the_file_over_the_defaults(file: Path) -> None:
    file.write_text(
        'watermark = 5\nhistory_depth = 7\nexport = ["tcp://a:1", "tcp://b:1"]\n[limits]\ncells = 3'
    )
    config = load(["--config", str(file), "--watermark", "6"], {})
    assert (config.watermark, config.history_depth, config.instance) == (6, 7, "default")
    assert config.export == ("tcp://a:1", "tcp://b:1")
    assert config.limits == LimitsConfig(cells=3)


def test_a_relative_path_is_meant_from_where_it_is_written(
    file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file.write_text('plugins = "sources"\npidfile = "/run/it.pid"')
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    config = load(["--config", str(file), "--pidfile", "here.pid"], {})
    assert config.plugins == tmp_path / "sources"
    assert config.pidfile == elsewhere / "here.pid"


def test_what_the_configuration_is_from_is_found_again_from_any_folder(
    file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file.write_text('plugins = "sources"')
    monkeypatch.chdir(tmp_path)
    origin = Origin.of(["--config", file.name, "--pidfile", "here.pid"], {})
    before = origin.read()
    monkeypatch.chdir("/")
    assert origin.read() == before
    assert (before.plugins, before.pidfile) == (tmp_path / "sources", tmp_path / "here.pid")


EVERY_KEY = """
endpoints = ["tcp://a:1"]
export = ["tcp://b:1"]
plugins = "/p"
storage = "void:"
instance = "i"
watermark = 1
history_depth = 2
idle_timeout = 3
pidfile = "/f"
daemonize = true
verbose = true
log_format = "json"
sandbox = "kernel-only"
hardened = true
user = "me"
hostname = "here"

[limits]
memory = 33554432
cells = 4
targets = 5
descriptors = 32
output = 6
"""
EVERY_TABLE = """
[limits]
memory = 33554432
shared_memory = 67108864
cells = 4
store = 1025
targets = 5
descriptors = 32
output = 6

[auth]
mode = "required"
digests = ["sha512", "sha1"]
replay_window = 0

[curve]
secret_key = "/k"
clients = "any"

[remote]
origins = ["https://a/"]
private = ["10.0.0.0/8"]
refresh = 5
timeout = 2.5
authorities = "/c"
signers = ["/s"]

[[grant]]
source = "python:///a.py/*"
read = ["/proc/loadavg"]
connect = ["127.0.0.1:3306"]
fetch = ["https://b/"]
env = ["HOME"]

[[limit]]
source = "python:///a.py/*"
memory = 33554432
cpu = 0.5
timeout = 2
events = 10
store = 1025
"""
EVERY_OPTION = """
tcp://a:1 --export tcp://b:1 --plugins /p --storage void: --instance i --watermark 1 --history-depth 2
--idle-timeout 3 --pidfile /f --daemonize --verbose --log-format json --sandbox kernel-only --user me
--hostname here --hardened
"""


def differing(given: msgspec.Struct, other: msgspec.Struct) -> dict[str, object]:
    pairs = zip(msgspec.structs.astuple(given), msgspec.structs.astuple(other), strict=True)
    fields = zip(given.__struct_fields__, pairs, strict=True)
    return {name: mine for name, (mine, others) in fields if mine != others}


def test_every_option_is_a_key_of_the_file(file: Path) -> None:
    file.write_text(EVERY_KEY)
    given = load(["--config", str(file)], {})
    limits = LimitsConfig(memory=33554432, cells=4, targets=5, descriptors=32, output=6)
    assert given == msgspec.structs.replace(load(EVERY_OPTION.split(), {}), limits=limits)
    tables = {"limits", "auth", "curve", "remote", "grant", "limit"}
    assert set(differing(given, Config())) | tables == set(Config.__struct_fields__)


@pytest.mark.parametrize("table", ["limits", "auth", "curve", "remote"])
def test_every_key_of_a_table_is_a_key_of_the_file(file: Path, table: str) -> None:
    file.write_text(EVERY_TABLE)
    given: msgspec.Struct = getattr(load(["--config", str(file)], {}), table)
    assert tuple(differing(given, type(given)())) == given.__struct_fields__


@pytest.mark.parametrize("array", ["grant", "limit"])
def test_every_key_of_an_array_of_tables_is_a_key_of_the_file(file: Path, array: str) -> None:
    file.write_text(EVERY_TABLE)
    (given,) = getattr(load(["--config", str(file)], {}), array)
    empty = type(given)(source="")
    assert tuple(differing(given, empty)) == given.__struct_fields__


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[[grant]]\nread = ["/a"]', "grant[1].source: is missing"),
        (
            '[[grant]]\nsource = "a:///b"\n[[grant]]\nsource = 5',
            "grant[2].source: 5 is not a pattern of URIs",
        ),
        ('[[grant]]\nsource = "a:///b"\nraed = ["/a"]', "grant[1].raed: unknown key, did you mean read?"),
        ('[grant]\nsource = "a:///b"', "is not an array of tables; write [[grant]]"),
        ("grant = [1]", "is not an array of tables; write [[grant]]"),
        (
            '[[limit]]\nsource = "a:///b"\nread = ["/a"]',
            "limit[1].read: unknown key here; it stands below [[grant]]",
        ),
        (
            '[[limit]]\nsource = "a:///b"\ncpu = 0',
            "limit[1].cpu: 0 is not a number of cores from 0.001 to 1024",
        ),
        ('[[grants]]\nsource = "a:///b"', "grants: unknown key, did you mean grant?"),
    ],
)
def test_what_is_wrong_in_an_array_of_tables_is_named_with_its_number(
    file: Path, text: str, sentence: str
) -> None:
    assert sentence in refused_file(file, text)


def test_an_array_of_tables_has_an_end(file: Path) -> None:
    text = "[[limit]]\nsource = 'a:///b'\n" * (MAX_ROWS + 1)
    assert f"there are {MAX_ROWS + 1} of these tables, and {MAX_ROWS} are the most" in refused_file(
        file, text
    )


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (["--watermark", "-1"], "--watermark: '-1' is not a whole number from 1 to"),
        (["--watermark", "many"], "--watermark: 'many' is not a whole number"),
        (["--history-depth", "0"], "--history-depth: '0' is not a whole number from 1 to"),
        (["--idle-timeout", "nan"], "--idle-timeout: 'nan' is not a number of seconds above 0"),
        (["--idle-timeout", "0"], "--idle-timeout: '0' is not a number of seconds above 0"),
        (
            ["localhost:5000"],
            "ENDPOINT: ['localhost:5000'] is not one or more ZeroMQ endpoints such as tcp://",
        ),
        (["--export", "tcp:/lo"], "--export: ['tcp:/lo'] is not one or more ZeroMQ endpoints"),
        (["--instance", "../up"], "--instance: '../up' is not a name of up to 64 letters"),
        (["--storage", "/var/lib/x.db"], "--storage: '/var/lib/x.db' is not a URL such as"),
        (["--plugins", ""], "--plugins: '' is not a path"),
        (["--sandbox", "none"], "--sandbox: 'none' is not one of full, kernel-only, language-only"),
        (["--log-format", "xml"], "--log-format: 'xml' is not one of console, json"),
        (["--hostname", "my host"], "--hostname: 'my host' is not a name without spaces"),
        (["--watermrk", "1"], "--watermrk"),
        (["tcp://a:1", "--export", "tcp://a:1"], "tcp://a:1 is given 2 times, in endpoints and export: each"),
        (["tcp://a:1", "tcp://a:1"], "tcp://a:1 is given 2 times, in endpoints: each"),
        (["tcp://127.0.0.1:5001"], "tcp://127.0.0.1:5001 is given 2 times, in endpoints and export"),
        (["check-config"], "check-config takes one file and nothing else: cocained check-config FILE"),
        (["--verbose", "check-config", "a.toml"], "check-config takes one file and nothing else"),
        (["--watermark"], "--watermark: expected one argument; see cocained --help"),
        (["--config", "/does/not/exist"], "/does/not/exist: cannot be read: No such file"),
    ],
)
def test_a_bad_command_line_is_told_what_is_expected(argv: list[str], sentence: str) -> None:
    assert sentence in refused(*argv)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[limits]\nmemroy = 1", "limits.memroy: unknown key, did you mean memory?"),
        ("history-depth = 1", "history-depth: unknown key, did you mean history_depth?"),
        ("zzz = 1", "zzz: unknown key; known are endpoints, export,"),
        ("memory = 1", "memory: unknown key here; it stands below [limits]"),
        ("[limits]\nhostname = 'x'", "limits.hostname: unknown key here; it stands above the first [table]"),
        ("watermark = -1", "watermark: -1 is not a whole number from 1 to"),
        ("watermark = '5'", "watermark: '5' is not a whole number"),
        ("watermark = true", "watermark: True is not a whole number"),
        ("watermark = 1.5", "watermark: 1.5 is not a whole number"),
        ("idle_timeout = inf", "idle_timeout: inf is not a number of seconds"),
        ("verbose = 'yes'", "verbose: 'yes' is not true or false"),
        ("endpoints = 'tcp://lo:1'", "endpoints: 'tcp://lo:1' is not one or more ZeroMQ endpoints"),
        ("endpoints = []", "endpoints: [] is not one or more ZeroMQ endpoints"),
        ("plugins = 5", "plugins: 5 is not a path"),
        ("limits = 5", "limits: 5 is not a table; write [limits]"),
        ("[limits]\ncells = 0", "limits.cells: 0 is not a whole number from 1 to"),
        ("watermark = \nverbose = true", "is no TOML: Invalid value (at line 1"),
    ],
)
def test_a_bad_file_is_told_key_value_and_what_is_expected(file: Path, text: str, sentence: str) -> None:
    assert f"{file}: {sentence}" in refused_file(file, text)


def test_an_address_that_is_given_twice_is_refused_wherever_it_was_given(file: Path) -> None:
    file.write_text('export = ["ipc:///a", "ipc:///b"]')
    sentence = "ipc:///a is given 2 times, in endpoints and export: each needs an address of its own"
    assert sentence in refused("--config", str(file), "ipc:///a")
    assert load(["--config", str(file), "ipc:///c"], {}).endpoints == ("ipc:///c",)
    file.write_text('endpoints = ["ipc:///a"]\nexport = ["ipc:///a"]')
    with pytest.raises(ConfigError, match=f"^{file}: {sentence}"):
        check(file)


def test_a_file_that_is_no_text_is_refused(file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00")
    assert "is no TOML" in refused("--config", str(file))


def test_a_pipe_is_refused_and_nobody_waits_for_its_writer(file: Path) -> None:
    os.mkfifo(file)
    assert "is no regular file" in refused("--config", str(file))


def test_a_file_may_be_as_long_as_is_said_and_no_longer(file: Path) -> None:
    file.write_text("#" * MAX_FILE)
    load(["--config", str(file)], {})
    assert f"is too long, {MAX_FILE} bytes are the most" in refused_file(file, "#" * (MAX_FILE + 1))


def test_of_a_long_value_the_beginning_is_shown(file: Path) -> None:
    long = refused_file(file, f"watermark = '{'x' * 10_000}'\nlimits = '{'x' * 10_000}'")
    assert len(long) < 2 * MAX_SHOWN + 500


def test_everything_that_is_wrong_is_told_at_once(file: Path) -> None:
    assert len(refused_file(file, "watermark = 0\nverbose = 1\n[limits]\ncells = 0").splitlines()) == 3


def test_everything_that_is_wrong_in_its_meaning_is_told_at_once_too(file: Path) -> None:
    text = (
        'endpoints = ["ipc:///a", "ipc:///a"]\n[remote]\norigins = ["x"]\nprivate = ["y"]\n'
        '[[grant]]\nsource = "python:///*"\nread = ["relative"]\n[[limit]]\nsource = "python:///*"\n'
    )
    keys = ("ipc:///a is given", "remote.origins", "remote.private", "grant[1].read", "limit[1]")
    file.write_text(text)
    assert all(key in refused("--config", str(file)) for key in keys)
    with pytest.raises(ConfigError) as wrong:
        check(file)
    lines = str(wrong.value).splitlines()
    assert all(line.startswith(f"{file}: {key}") for line, key in zip(lines, keys, strict=True))


def test_a_good_file_is_told_what_it_sets(file: Path) -> None:
    file.write_text("watermark = 5\n[limits]\ncells = 3")
    assert check(file) == f"{file}: good; it sets watermark, limits.cells"


def test_a_bad_file_fails_its_check(file: Path) -> None:
    file.write_text("watermark = 0")
    with pytest.raises(ConfigError, match="watermark: 0"):
        check(file)


def test_help_and_version_end_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    for option, word in (("--help", "--history-depth"), ("--version", "cocained ")):
        with pytest.raises(SystemExit) as end:
            load([option], {})
        assert end.value.code == 0
        assert word in capsys.readouterr().out


TABLES = ("limits", "auth", "curve", "remote")


def test_every_key_and_its_default_stand_in_the_manual() -> None:
    manual = DOCS.read_text(encoding="utf-8")
    plain = [name for name in Config.__struct_fields__ if name not in TABLES]
    assert [name for name in plain if f"`{name}`" not in manual and f"`[[{name}]]`" not in manual] == []
    tables = {table: msgspec.structs.asdict(getattr(Config(), table)) for table in TABLES}
    keys = {f"{table}.{name}": value for table, values in tables.items() for name, value in values.items()}
    assert [key for key, value in keys.items() if f"| `{key}` | {told(value)} |" not in manual] == []


def test_every_key_of_an_array_of_tables_stands_in_the_manual() -> None:
    manual = DOCS.read_text(encoding="utf-8")
    rows = {"grant": GrantConfig, "limit": LimitConfig}
    keys = [f"| `{name}.{key}` |" for name, row in rows.items() for key in row.__struct_fields__]
    assert [key for key in keys if key not in manual] == []


def told(value: object) -> str:
    """A default as the manual writes it."""
    if value is None:
        return "none"
    return "`" + msgspec.json.encode(value).decode().replace(",", ", ") + "`"
