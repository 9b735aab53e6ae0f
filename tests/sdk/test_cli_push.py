"""What `cocaine push` makes of the options that say when a source runs."""

from __future__ import annotations

import pytest

DONE = 0


@pytest.mark.parametrize(
    ("typed", "driver"),
    [
        (["--path", "/var/lib/data"], "fs"),
        (["--endpoint", "tcp://*:1234"], "zeromq"),
        (["--expression", "*/5 * * * *"], "cron"),
        (["--interval", "5s"], "auto"),
        ([], "auto"),
        (["--driver", "manual"], "manual"),
        (["--driver", "mine", "--path", "/x", "--endpoint", "y"], "mine"),
    ],
)
def test_the_driver_is_the_one_named_or_follows_from_its_own_argument(cocaine, peer, typed, driver):
    peer.handler = lambda peer, _: {peer.uri: {"key": peer.key}}
    assert cocaine("push", peer.uri, *typed).returncode == DONE
    assert peer.requests[0]["targets"][peer.uri]["driver"] == driver


def test_what_a_driver_is_told_goes_as_it_is_typed_and_nothing_else(cocaine, peer):
    peer.handler = lambda peer, _: {peer.uri: {"key": peer.key}}
    cocaine("push", peer.uri, "--path", "/data", "--recursive", "--settle", "0", "--polling", "2s")
    cron = ["--expression", "0 3 * * *", "--timezone", "Europe/Moscow", "--missed", "once", "--jitter", "1m"]
    cocaine("push", peer.uri, *cron)
    cocaine("push", peer.uri, "--interval", "1s", "--align", "--overlap", "replace", "--missed", "all")
    assert [request["targets"][peer.uri] for request in peer.requests] == [
        {"driver": "fs", "path": "/data", "recursive": True, "settle": 0, "polling": 2000},
        {"driver": "cron", "expression": "0 3 * * *", "timezone": "Europe/Moscow", "missed": "once", "jitter": 60_000},
        {"driver": "auto", "interval": 1000, "align": True, "overlap": "replace", "missed": "all"},
    ]  # fmt: skip


def test_a_relative_path_is_meant_from_the_folder_where_it_is_typed(cocaine, peer, tmp_path):
    peer.handler = lambda peer, _: {peer.uri: {"key": peer.key}}
    cocaine("push", peer.uri, "--path", "./in/../data", cwd=tmp_path)
    assert peer.requests[0]["targets"][peer.uri]["path"] == f"{tmp_path}/data"
