"""Who may end a task, and what is left of it (protocol.md §2, drop)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.conftest import Daemon

SLOW = 3_600_000
SUCCESS = {"status": "success"}


def drop(daemon: Daemon, target: str, token: str = "tester", **arguments: Any) -> Any:
    return daemon.ask("drop", {target: arguments}, token)[target]


def keys(daemon: Daemon) -> list[str]:
    return [task["key"] for task in daemon.ask("list")["tasks"]]


def test_a_drop_takes_the_arguments_of_the_push_or_the_key(daemon: Daemon) -> None:
    daemon.push(daemon.seed_uri, interval=SLOW)
    assert drop(daemon, daemon.seed_uri, interval=SLOW) == SUCCESS
    key = daemon.push(daemon.seed_uri, interval=SLOW)["key"]
    assert drop(daemon, key) == SUCCESS
    assert keys(daemon) == []


def test_other_arguments_are_another_task(daemon: Daemon) -> None:
    key = daemon.push(daemon.seed_uri, interval=SLOW)["key"]
    result = drop(daemon, daemon.seed_uri, interval=SLOW + 1)
    assert result == {"error": "driver is not active", "code": "driver_not_active"}
    assert keys(daemon) == [key]


def test_a_source_that_nobody_pushed_has_no_engine(daemon: Daemon) -> None:
    result = drop(daemon, daemon.seed_uri, interval=SLOW)
    assert result == {"error": "engine is not active", "code": "engine_not_active"}


def test_a_key_that_nobody_pushed_has_no_driver(daemon: Daemon) -> None:
    assert drop(daemon, "auto:" + "0" * 32)["code"] == "driver_not_active"
    assert drop(daemon, "whatever")["code"] == "driver_not_active"


def test_a_token_that_never_pushed_is_denied(daemon: Daemon) -> None:
    key = daemon.push(daemon.seed_uri, "owner", interval=SLOW)["key"]
    for target, arguments in ((key, {}), (daemon.seed_uri, {"interval": SLOW})):
        result = drop(daemon, target, "stranger", **arguments)
        assert result == {"error": "access denied", "code": "access_denied"}
    assert keys(daemon) == [key]


def test_a_driver_stops_with_its_last_token(daemon: Daemon) -> None:
    key = daemon.push(daemon.seed_uri, "one", interval=20)["key"]
    daemon.push(daemon.seed_uri, "two", interval=20)
    daemon.push(daemon.seed_uri, "three", interval=20, transient=True)
    assert drop(daemon, key, "one") == SUCCESS
    assert drop(daemon, key, "one")["code"] == "access_denied"
    assert drop(daemon, key, "two") == SUCCESS
    with daemon.subscribe(key) as sub:
        sub.recv_multipart()
    (task,) = daemon.ask("list")["tasks"]
    assert (task["tokens"], task["transient"]) == (["three"], True)
    assert drop(daemon, key, "three") == SUCCESS
    assert drop(daemon, key, "three")["code"] == "driver_not_active"


def test_after_the_reply_to_a_drop_nothing_is_published(daemon: Daemon) -> None:
    """Ten other keys are dropped while they run; their last events may come before the reply, none after it."""
    pushed = [daemon.push(daemon.seed_uri, interval=2 + number / 10)["key"] for number in range(10)]
    other = daemon.push(daemon.seed_uri, interval=3.5)["key"]
    with daemon.subscribe("") as sub:
        for key in pushed:
            daemon.eventually(lambda key=key: sub.recv_multipart()[0].startswith(key.encode()))
            assert drop(daemon, key) == SUCCESS
        totals = daemon.ask("past", {key: {} for key in pushed})
        published = daemon.ask("stats")["published"]
        daemon.eventually(lambda: daemon.ask("stats")["published"] > published + 20)
        assert daemon.ask("past", {key: {} for key in pushed}) == totals
    assert keys(daemon) == [other]


def test_a_dropped_task_is_gone_for_good_and_its_history_stays(daemon: Daemon) -> None:
    key = daemon.push(daemon.seed_uri, interval=5)["key"]
    daemon.eventually(lambda: isinstance(daemon.ask("past", {key: {}})[key], list))
    assert drop(daemon, key) == SUCCESS
    assert daemon.ask("past", {key: {"depth": 1}})[key][0]["event"]["some-field"] == 10
    daemon.kill()
    daemon.start()
    assert keys(daemon) == []


def test_an_isolated_task_is_dropped_by_thread_by_key_or_where_it_is_the_only_one_by_its_arguments(
    daemon: Daemon,
) -> None:
    one, two, three = (daemon.push(daemon.seed_uri, interval=SLOW, isolated=True) for _ in range(3))
    result = drop(daemon, daemon.seed_uri, interval=SLOW, isolated=True)
    assert result["code"] == "bad_argument"
    assert "3 isolated tasks are like this; name the thread, or drop by key" in result["error"]
    assert drop(daemon, daemon.seed_uri, interval=SLOW, thread=one["thread"]) == SUCCESS
    assert drop(daemon, two["key"]) == SUCCESS
    assert (
        drop(daemon, daemon.seed_uri, "stranger", interval=SLOW, isolated=True)["code"] == "driver_not_active"
    )
    assert keys(daemon) == [three["key"]]
    assert drop(daemon, daemon.seed_uri, interval=SLOW, isolated=True) == SUCCESS


def test_several_drivers_are_dropped_by_a_list(daemon: Daemon) -> None:
    arguments = [{"interval": SLOW}, {"interval": SLOW + 1}]
    daemon.ask("push", {daemon.seed_uri: arguments})
    results = daemon.ask("drop", {daemon.seed_uri: [*arguments, {"interval": 1}]})[daemon.seed_uri]
    assert [result.get("code", result) for result in results] == [SUCCESS, SUCCESS, "driver_not_active"]
    assert keys(daemon) == []


def test_a_drop_whose_arguments_make_no_sense_is_told_so(daemon: Daemon) -> None:
    daemon.push(daemon.seed_uri, interval=SLOW)
    assert drop(daemon, daemon.seed_uri, interval=0)["code"] == "missing_argument"
    assert daemon.ask("drop", {daemon.seed_uri: 5})[daemon.seed_uri]["code"] == "bad_argument"
    assert drop(daemon, daemon.seed_uri, driver="once")["code"] == "driver_not_active"
