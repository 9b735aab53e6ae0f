"""Many changes of one path become one: laws of what is told, without a file system."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocained.watching.burst import GRACE, MOST, MOST_BYTES, Burst, Told
from cocained.watching.changes import Change, Kind, Was
from cocained.watching.coalescing import Coalesced, Entry

CREATED, MODIFIED, MOVED, DELETED = Kind.CREATED, Kind.MODIFIED, Kind.MOVED, Kind.DELETED


def created(path: str, was: Was = Was.NOTHING) -> Change:
    return Change(CREATED, path, was=was)


def modified(path: str) -> Change:
    return Change(MODIFIED, path, was=Was.THE_SAME)


def moved(source: str, path: str) -> Change:
    return Change(MOVED, path, source)


def deleted(path: str) -> Change:
    return Change(DELETED, path)


def left(path: str, cookie: int) -> Change:
    return Change(DELETED, path, cookie=cookie)


def arrived(path: str, cookie: int) -> Change:
    return Change(CREATED, path, cookie=cookie)


def take_all(coalesced: Coalesced) -> list[Entry]:
    return list(iter(lambda: coalesced.take(coalesced.last), None))  # type: ignore[arg-type]


def told(*changes: Change) -> list[tuple[str, ...]]:
    coalesced = Coalesced(1000, 1_000_000)
    for change in changes:
        coalesced.add(change)
    return [tuple(filter(None, (one.kind.value, one.path, one.source))) for one in take_all(coalesced)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ((created("/a"), modified("/a"), modified("/a")), [("created", "/a")]),
        ((created("/a"), modified("/a"), deleted("/a")), []),
        ((modified("/a"), deleted("/a")), [("deleted", "/a")]),
        ((deleted("/a"), created("/a"), modified("/a")), [("modified", "/a")]),
        ((created("/a"), moved("/a", "/b")), [("created", "/b")]),
        ((modified("/a"), moved("/a", "/b"), modified("/b")), [("moved", "/b", "/a")]),
        ((moved("/a", "/b"), created("/a")), [("moved", "/b", "/a"), ("created", "/a")]),
        ((moved("/a", "/b"), deleted("/b")), [("moved", "/b", "/a"), ("deleted", "/b")]),
        ((modified("/b"), created("/tmp"), moved("/tmp", "/b")), [("modified", "/b")]),
        ((modified("/d/f"), moved("/d", "/e")), [("moved", "/e", "/d"), ("modified", "/e/f")]),
        ((created("/d"), created("/d/f"), moved("/d", "/e")), [("created", "/e"), ("created", "/e/f")]),
        ((created("/d/f"), modified("/d/g"), deleted("/d")), [("deleted", "/d")]),
        ((created("/b"), modified("/a"), modified("/b")), [("created", "/b"), ("modified", "/a")]),
    ],
)
def test_several_changes_of_one_path_are_told_as_one(
    changes: tuple[Change, ...], expected: list[tuple[str, ...]]
) -> None:
    assert told(*changes) == expected


class Disk:
    """Folders (None) and files (their version), and the changes that a watcher tells of them."""

    def __init__(self, chance: random.Random) -> None:
        self.there: dict[str, int | None] = {}
        self._chance = chance
        self._version = 0

    def below(self, path: str) -> list[str]:
        return sorted(one for one in self.there if one.startswith(path + "/"))

    def act(self) -> Iterable[Change]:
        return self._chance.choice(
            (self.make, self.make, self.make, self.write, self.write, self.remove, self.move, self.move, self.move,
             self.take_out, self.bring_in, self.say_again, self.find_another)
        )()  # fmt: skip

    def _some(self) -> str | None:
        return self._chance.choice(sorted(self.there)) if self.there else None

    def _free(self) -> str:
        folders = ["/w", *(path for path, version in self.there.items() if version is None)]
        return f"{self._chance.choice(folders)}/{self._chance.choice('abc')}"

    def _put(self, path: str, is_folder: bool) -> None:
        self._version += 1
        self.there[path] = None if is_folder else self._version

    def _fits(self, path: str, is_folder: bool) -> bool:
        return path not in self.there or ((self.there[path] is None) == is_folder and not self.below(path))

    def _contents(self, path: str) -> Iterable[Change]:
        return [created(one, self._chance.choice((Was.NOTHING, Was.TOLD))) for one in self.below(path)]

    def make(self) -> Iterable[Change]:
        path = self._free()
        if path not in self.there:
            self._put(path, self._chance.random() < 0.5)
            yield created(path, self._chance.choice((Was.NOTHING, Was.NOTHING, Was.TOLD)))

    def write(self) -> Iterable[Change]:
        path = self._some()
        if path is not None and self.there[path] is not None:
            self._put(path, False)
            yield modified(path)

    def remove(self) -> Iterable[Change]:
        path = self._some()
        for one in reversed([path, *self.below(path)] if path is not None else []):
            del self.there[one]
            yield deleted(one)

    def move(self) -> Iterable[Change]:
        source, path = self._some(), self._free()
        if source is None or path == source or path.startswith(source + "/"):
            return
        if self._fits(path, self.there[source] is None):
            for one in (source, *self.below(source)):
                self.there[path + one[len(source) :]] = self.there.pop(one)
            yield moved(source, path)

    def take_out(self) -> Iterable[Change]:
        path = self._some()
        if path is not None:
            for one in (path, *self.below(path)):
                del self.there[one]
            yield deleted(path)

    def bring_in(self) -> Iterable[Change]:
        path, is_folder = self._free(), self._chance.random() < 0.5
        if self._fits(path, is_folder):
            self._put(path, is_folder)
            yield Change(CREATED, path, cookie=7)
            if is_folder:
                self._put(f"{path}/a", False)
                yield from self._contents(path)

    def say_again(self) -> Iterable[Change]:
        path = self._some()
        if path is not None:
            yield created(path, Was.TOLD)

    def find_another(self) -> Iterable[Change]:
        path = self._some()
        if path is not None:
            yield Change(MODIFIED, path)
            yield from self._contents(path)


class Follower:
    """What a source knows that looks at a path whenever it is told of it."""

    def __init__(self, disk: Disk) -> None:
        self.known: dict[str, int | None] = {}
        self._disk = disk

    def hear(self, entry: Entry) -> None:
        if entry.kind is MOVED:
            self._carry(entry.source, entry.path)
        elif entry.kind is not CREATED:
            self._forget(entry.path)
        if entry.kind is not DELETED:
            self.known[entry.path] = self._disk.there.get(entry.path, -1)

    def _forget(self, path: str) -> dict[str, int | None]:
        gone = [one for one in self.known if one == path or one.startswith(path + "/")]
        return {one[len(path) :]: self.known.pop(one) for one in gone}

    def _carry(self, source: str, path: str) -> None:
        contents = self._forget(source)
        self._forget(path)
        self.known.update({path + name: version for name, version in contents.items()})


@given(st.randoms(use_true_random=False), st.integers(1, 80), st.sampled_from((0.0, 0.1, 0.5)))
def test_who_follows_what_is_told_ends_up_with_what_is_there(
    chance: random.Random, steps: int, taken: float
) -> None:
    disk = Disk(chance)
    follower, coalesced = Follower(disk), Coalesced(10_000, 10_000_000)
    for _ in range(steps):
        for change in disk.act():
            coalesced.add(change)
        if chance.random() < taken and (entry := coalesced.take(coalesced.last)) is not None:
            follower.hear(entry)
    for entry in take_all(coalesced):
        follower.hear(entry)
    assert follower.known == disk.there
    assert len(coalesced) == coalesced.lost == 0


class Hand:
    """A clock."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def burst(hand: Hand) -> Burst:
    return Burst(0.05, 1.0, hand)


def test_a_burst_settles_when_it_has_been_quiet(hand: Hand, burst: Burst) -> None:
    assert burst.add(modified("/a"))
    hand.now += 0.04
    assert not burst.add(modified("/b"))
    assert burst.settles() == pytest.approx(100.09)


def test_a_burst_without_an_end_settles_all_the_same(hand: Hand, burst: Burst) -> None:
    for _ in range(200):
        burst.add(modified("/a"))
        hand.now += 0.02
    assert burst.settles() == pytest.approx(101.0)


def test_what_comes_after_a_burst_waits_for_the_end_of_the_next(burst: Burst) -> None:
    burst.add(modified("/a"))
    assert burst.end()
    assert burst.settles() is None
    assert burst.add(modified("/b"))
    assert burst.take() == Told(MODIFIED, "/a")
    assert burst.take() is None
    assert burst.end()
    assert burst.take() == Told(MODIFIED, "/b")


def test_the_two_halves_of_a_move_are_one(burst: Burst) -> None:
    burst.add(left("/a", 5))
    burst.add(arrived("/b", 5))
    burst.end()
    assert [burst.take(), burst.take()] == [Told(MOVED, "/b", "/a"), None]


def test_a_half_that_stays_alone_came_from_elsewhere_or_went_there(burst: Burst) -> None:
    for change in (left("/a", 5), arrived("/b", 6), left("/c", 7)):
        burst.add(change)
    burst.end()
    assert [burst.take(), burst.take(), burst.take()] == [
        Told(DELETED, "/a"),
        Told(CREATED, "/b"),
        Told(DELETED, "/c"),
    ]


def test_a_burst_waits_for_the_second_half_of_a_move(hand: Hand, burst: Burst) -> None:
    burst.add(left("/a", 5))
    assert burst.settles() == hand.now + GRACE


def test_what_came_and_went_within_a_burst_makes_no_run(burst: Burst) -> None:
    burst.add(created("/a"))
    burst.add(deleted("/a"))
    assert not burst.end(kept=False)


def test_what_finds_no_room_is_counted_and_told_last(burst: Burst) -> None:
    for number in range(MOST + 5):
        burst.add(modified(f"/{number}"))
    burst.end()
    assert (len(burst), burst.lost) == (MOST, 5)
    entries = list(iter(burst.take, None))
    assert len(entries) == MOST + 1
    assert entries[-1] == Told(Kind.OVERFLOW, "", lost=5)


def test_long_paths_fill_the_room_sooner(burst: Burst) -> None:
    for number in range(MOST_BYTES // 4000 + 1):
        burst.add(modified(f"/{number}/" + 4000 * "x"))
    assert burst.lost > 0
    assert len(burst) < MOST


def test_changes_of_a_path_that_waits_find_room_where_there_is_none(burst: Burst) -> None:
    for number in range(MOST):
        burst.add(modified(f"/{number}"))
    burst.add(deleted("/7"))
    burst.add(moved("/8", "/eight"))
    assert burst.lost == 0


def test_an_overflow_of_the_kernel_is_told_though_nobody_knows_of_how_much(burst: Burst) -> None:
    burst.add(Change(Kind.OVERFLOW, "/w"))
    assert burst.end()
    assert [burst.take(), burst.take()] == [Told(Kind.OVERFLOW, "", lost=None), None]
    assert burst.overflows == 1
