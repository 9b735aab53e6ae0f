"""The log: a record a line, whoever wrote what is in it."""

from __future__ import annotations

import json
import logging
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from cocained.logs import Console, Json

HOSTILE = "all is well\n2026-01-01T00:00:00.000Z ERROR forged\r\x1b[2J\x00\x85\u2028\u202e\ud800\x7f"


def record(message: str, *, error: Exception | None = None, **extra: object) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    logger = logging.getLogger("cocained.test")
    made = logger.makeRecord(logger.name, logging.WARNING, "file", 1, "%s", (message,), info, extra=extra)
    made.created, made.msecs = 1317650000.123, 123.0
    return made


def raised(message: str) -> Exception:
    try:
        raise ValueError(message)
    except ValueError as error:
        return error


def test_a_record_on_the_console() -> None:
    line = Console().format(record("done", key="auto:5f0c", cell=7))
    assert line == "2011-10-03T13:53:20.123Z WARNING cocained.test done key=auto:5f0c cell=7"


def test_a_record_as_json() -> None:
    assert json.loads(Json().format(record("done", key="auto:5f0c", cell=7))) == {
        "time": "2011-10-03T13:53:20.123Z",
        "level": "warning",
        "logger": "cocained.test",
        "message": "done",
        "key": "auto:5f0c",
        "cell": 7,
    }


@pytest.mark.parametrize("formatter", [Console(), Json()])
def test_no_message_and_no_field_forges_a_line_or_drives_a_terminal(formatter: logging.Formatter) -> None:
    text = formatter.format(record(HOSTILE, uri=HOSTILE))
    assert text.encode().isascii()
    assert text.isprintable()


def test_json_gives_back_what_was_said() -> None:
    fields = json.loads(Json().format(record(HOSTILE, uri=HOSTILE)))
    assert (fields["message"], fields["uri"]) == (HOSTILE, HOSTILE)


def test_a_field_cannot_take_the_place_of_the_records_own() -> None:
    assert json.loads(Json().format(record("said", time="then", level="none")))["level"] == "warning"


def test_a_field_that_json_cannot_say_is_written_as_text() -> None:
    assert json.loads(Json().format(record("said", uri=Path("/a"))))["uri"] == "/a"


def test_every_line_of_a_traceback_on_the_console_is_seen_to_be_one() -> None:
    head, *below = Console().format(record("failed", error=raised(f"because\n{HOSTILE}"))).split("\n")
    assert head.endswith("failed")
    assert len(below) > 2
    assert all(line.startswith("    | ") and line.isprintable() for line in below)


def test_a_traceback_in_json_is_one_field() -> None:
    line = Json().format(record("failed", error=raised("because")))
    assert "\n" not in line
    assert json.loads(line)["exception"].endswith("ValueError: because")


SETUP = """
import logging, sys, warnings
from cocained import logs
from cocained.config import Origin
logs.SYSLOG = sys.argv[1]
logs.setup(Origin.of(sys.argv[2:], {}).read())
logging.getLogger("cocained.part").debug("in detail")
logging.getLogger("stevedore").debug("noise")
logging.getLogger("cocained").info("line\\nbreak", extra={"uri": "python:///a.py"})
"""


def logged(*argv: str) -> list[str]:
    command = [sys.executable, "-c", SETUP, *argv]
    return subprocess.run(command, check=True, capture_output=True, text=True).stderr.splitlines()


def test_the_log_goes_to_stderr() -> None:
    (line,) = logged("")
    assert line.endswith("INFO    cocained line\\nbreak uri=python:///a.py")


def test_verbose_tells_more_of_the_daemon_and_nothing_of_its_libraries() -> None:
    assert [line.split()[1] for line in logged("", "--verbose")] == ["DEBUG", "INFO"]


def test_the_log_may_be_json() -> None:
    (line,) = logged("", "--log-format", "json")
    assert json.loads(line)["message"] == "line\nbreak"


def test_a_daemon_in_the_background_logs_to_syslog(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as syslog:
        syslog.bind(str(tmp_path / "log"))
        assert logged(str(tmp_path / "log"), "--daemonize") == []
        heard = syslog.recv(10_000)
    assert heard.startswith(b"<30>cocained: ")
    assert b"line\\nbreak" in heard


def test_a_machine_without_syslog_is_no_reason_to_fail(tmp_path: Path) -> None:
    (line,) = logged(str(tmp_path / "nobody"), "--daemonize")
    assert "line\\nbreak" in line


def test_a_reader_who_has_stopped_reading_the_log_stops_nothing() -> None:
    """The pipe of stderr is full and nobody reads it: the program logs on, and comes to its end."""
    program = """
import logging, sys
from cocained import logs
from cocained.config import Origin
logs.setup(Origin.of([], {}).read())
for number in range(50_000):
    logging.getLogger("cocained").info("line %d of a pipe that nobody reads", number)
print("done", flush=True)
"""
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process.stdout, process.stderr:
        assert process.stdout.readline() == b"done\n"
        assert process.wait(30) == 0
