"""JavaScript sources in a real daemon: what holds for Python sources holds for them, through the same cells."""

# ruff: noqa: E501  JavaScript in strings is not broken

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest

if TYPE_CHECKING:
    from tests.conftest import Daemon, MakeDaemon

PATIENT = {"timeout": 60_000}


def write(daemon: Daemon, name: str, text: str) -> Path:
    path = daemon.plugins / "javascript.d" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def once(daemon: Daemon, uri: str) -> dict[str, Any]:
    """Patiently: where the machine is busy, a source may take longer to load than it has."""
    found: dict[str, Any] = daemon.eventually(
        lambda: (result := daemon.once(uri, **PATIENT)).get("code") != "timeout" and result
    )
    return found


def explained(daemon: Daemon, key: str) -> dict[str, Any]:
    found: dict[str, Any] = daemon.ask("explain", {key: {}})[key]
    return found


def cells(daemon: Daemon) -> list[psutil.Process]:
    """Those of sources: the process that waits for the next one is the youngest."""
    zygotes = psutil.Process(daemon.pid).children()
    found = [cell for zygote in zygotes if "javascript" in zygote.cmdline() for cell in zygote.children()]
    found.sort(key=lambda cell: (cell.create_time(), cell.pid))
    return found[: daemon.ask("stats")["cells"]["alive"]]


def test_a_source_is_run_once_with_the_arguments_of_its_uri(daemon: Daemon) -> None:
    write(
        daemon,
        "counter.js",
        "class Counter { constructor({ start }) { this.n = +start } next() { return { n: this.n++ } } }",
    )
    uri = "javascript:///counter.js/Counter?start=5"
    assert [once(daemon, uri), once(daemon, uri)] == [{"n": 5}, {"n": 6}]


def test_the_form_of_2011_needs_no_name(daemon: Daemon) -> None:
    write(daemon, "sub/old.js", "var n = 0; function invoke() { return {'n': ++n}; }")
    assert once(daemon, "javascript:///sub/old.js") == {"n": 1}
    assert once(daemon, "javascript:///sub/old.js?x=1") == {"n": 1}


def test_its_events_are_published_and_its_store_is_kept_over_a_restart(daemon: Daemon) -> None:
    write(daemon, "visits.js", "class Visits { async next() { return { n: await store.incr('n') } } }")
    key = daemon.push("javascript:///visits.js/Visits", interval=50, **PATIENT)["key"]
    daemon.eventually(lambda: daemon.ask("past", {key: {}})[key])
    daemon.kill()
    daemon.start()
    daemon.eventually(lambda: explained(daemon, key)["runs"] > 0)
    assert once(daemon, "javascript:///visits.js/Visits")["n"] > 1


def test_all_three_capabilities_are_asked_by_their_drivers(daemon: Daemon, tmp_path: Path) -> None:
    write(
        daemon,
        "all.js",
        "class All { next() { return { ran: 1 } } reschedule() { return Date.now() / 1000 + 0.1 } process(data) { return { event: data.json().event } } }",
    )
    uri = "javascript:///all.js/All"
    manual = daemon.push(uri, driver="manual", **PATIENT)["key"]
    fs = daemon.push(uri, driver="fs", path=str(tmp_path), **PATIENT)["key"]
    daemon.eventually(lambda: explained(daemon, manual)["runs"] > 1)
    (tmp_path / "file").write_text("x")
    daemon.eventually(lambda: "created" in str(daemon.ask("past", {fs: {}})[fs]))


def test_a_method_that_is_missing_is_told_with_the_drivers_need(daemon: Daemon) -> None:
    write(daemon, "x.js", "class X { next() {} }")
    assert daemon.push("javascript:///x.js/X", driver="manual")["code"] == "unsupported_capability"


def test_an_exception_is_an_event_and_explain_has_its_place(daemon: Daemon) -> None:
    write(daemon, "bad.js", "class Bad {\n  next() {\n    return missing.thing;\n  }\n}")
    result = once(daemon, "javascript:///bad.js/Bad")
    assert result["code"] == "source_error"
    assert result["error"].splitlines() == [
        "bad.js:3: ReferenceError: missing is not defined",
        "    return missing.thing;",
        "    ^",
    ]


def test_what_does_not_load_is_refused_with_its_place(daemon: Daemon) -> None:
    write(daemon, "syntax.js", "class X {\n  next( {\n}")
    result = once(daemon, "javascript:///syntax.js/X")
    assert (result["code"], result["error"].startswith("syntax.js:")) == ("syntax_error", True)
    assert daemon.once("javascript:///nofile.js/X")["code"] == "missing_file"


def test_a_run_past_its_deadline_is_ended_with_its_last_lines_and_the_source_starts_anew(
    daemon: Daemon,
) -> None:
    write(
        daemon,
        "spin.js",
        "let n = 0; function spin() { n++; if (n === 2) { log('spinning'); for (;;); } return { n } }",
    )
    uri = "javascript:///spin.js/spin"
    assert once(daemon, uri) == {"n": 1}
    assert daemon.once(uri, timeout=2000)["code"] == "timeout"
    assert once(daemon, uri) == {"n": 1}
    said = (
        "javascript:///spin.js/spin: spinning"  # a cell that gets no processor is killed before it can say it
    )
    daemon.eventually(lambda: said in daemon.log() or (daemon.once(uri, timeout=2000), False)[1])


def test_a_source_that_needs_too_much_memory_is_ended_and_starts_anew(daemon: Daemon) -> None:
    write(
        daemon,
        "heap.js",
        "let n = 0; function heap() { if (n++) { const a = []; for (;;) a.push(new Array(1e5).fill(1)); } return { n } }",
    )
    uri = "javascript:///heap.js/heap"
    assert once(daemon, uri) == {"n": 1}
    result = once(daemon, uri)
    assert (result["code"], "64 MiB" in result["error"]) == ("out_of_memory", True)
    assert once(daemon, uri) == {"n": 1}


def test_buffers_are_held_to_the_cells_memory(make_daemon: MakeDaemon) -> None:
    daemon = make_daemon("--config", str(_config("[limits]\nmemory = 134217728\n", make_daemon)))
    write(
        daemon,
        "buffers.js",
        "function X() { const a = []; try { for (;;) a.push(new Uint8Array(1e7).fill(1)) } catch (e) { return { n: a.length, e: e.message } } }",
    )
    daemon.start()
    result = once(daemon, "javascript:///buffers.js/X")
    assert (5 < result["n"] < 14, result["e"]) == (True, "Array buffer allocation failed")


def _config(text: str, make_daemon: MakeDaemon) -> Path:
    path = make_daemon().folder / "config.toml"
    path.write_text(text)
    return path


def test_a_cell_that_is_killed_is_started_anew(daemon: Daemon) -> None:
    write(daemon, "x.js", "let n = 0; function X() { return { n: ++n } }")
    key = daemon.push("javascript:///x.js/X", interval=50, **PATIENT)["key"]
    daemon.eventually(lambda: explained(daemon, key)["runs"] > 1)
    (cell,) = cells(daemon)
    os.kill(cell.pid, signal.SIGKILL)
    daemon.eventually(lambda: [other.pid for other in cells(daemon)] not in ([], [cell.pid]))
    daemon.eventually(lambda: once(daemon, "javascript:///x.js/X").get("n"))


def test_saving_the_file_swaps_the_code_and_what_does_not_load_changes_nothing(daemon: Daemon) -> None:
    write(
        daemon, "hot.js", "class Hot { next() { return { version: 1 } } close() { log('first is closed') } }"
    )
    uri = "javascript:///hot.js/Hot"
    key = daemon.push(uri, interval=3_600_000, **PATIENT)["key"]
    assert once(daemon, uri) == {"version": 1}
    write(daemon, "hot.js", "class Hot { next() { return { version: 2 } } }")
    daemon.eventually(lambda: once(daemon, uri) == {"version": 2})
    daemon.eventually(lambda: "first is closed" in daemon.log())
    write(daemon, "hot.js", "class Hot { next() { return { version: 3 }")
    outdated = daemon.eventually(lambda: explained(daemon, key)["source"]["outdated"])
    assert "hot.js" in str(outdated)
    assert once(daemon, uri) == {"version": 2}


def test_two_isolated_threads_have_an_isolate_each(daemon: Daemon) -> None:
    write(daemon, "x.js", "let n = 0; function X() { return { n: ++n } }")
    uri = "javascript:///x.js/X"
    keys = [daemon.push(uri, interval=50, isolated=True, **PATIENT)["key"] for _ in range(2)]
    for key in keys:
        daemon.eventually(lambda key=key: explained(daemon, key)["runs"] > 1)
    assert len({cell.pid for cell in cells(daemon)}) == 2


@pytest.mark.parametrize("hardened", [False, True])
def test_hardened_is_without_the_compiler_and_without_executable_memory_of_its_own(
    make_daemon: MakeDaemon, hardened: bool
) -> None:
    daemon = make_daemon(*(["--hardened"] if hardened else []))
    write(
        daemon,
        "loop.js",
        "const add = (a, b) => a + b; function loop() { let s = 0; for (let i = 0; i < 1e5; i++) s = add(s, i); return { s, re: /^a+$/.test('aaa') } }",
    )
    daemon.start()
    assert once(daemon, "javascript:///loop.js/loop") == {"s": 4999950000, "re": True}
    (cell,) = cells(daemon)
    writable = [line for line in _maps(cell.pid) if line.split()[1].startswith("rwx")]
    assert bool(writable) is not hardened


def _maps(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/maps").read_text().splitlines()


def test_a_file_without_end_is_ended_while_it_loads(daemon: Daemon) -> None:
    write(daemon, "long.js", "log('begun');\nfor (;;);")
    result = daemon.once("javascript:///long.js/X", **PATIENT)
    assert (result["code"], "to load" in result["error"]) == ("timeout", True)


def test_the_zygote_has_no_thread_that_a_fork_would_lose(daemon: Daemon) -> None:
    write(daemon, "x.js", "function X() { return { n: 1 } }")
    once(daemon, "javascript:///x.js/X")
    (zygote,) = {cell.parent() for cell in cells(daemon)}
    assert zygote is not None
    assert zygote.num_threads() == 1


def test_a_cell_has_one_thread_besides_its_own(daemon: Daemon) -> None:
    write(daemon, "x.js", "function X() { return { n: 1 } }")
    once(daemon, "javascript:///x.js/X")
    assert [cell.num_threads() for cell in cells(daemon)] == [2]


def test_no_two_cells_draw_the_same_numbers(daemon: Daemon) -> None:
    write(daemon, "x.js", "const X = () => ({ chance: Math.random(), secret: crypto.randomUUID() })")
    drawn = [once(daemon, f"javascript:///x.js/X?n={n}") for n in range(4)]
    assert [len({one[what] for one in drawn}) for what in ("chance", "secret")] == [4, 4]
