"""Users' regular expressions: exact, and never at the loop's cost."""

from __future__ import annotations

import re
import signal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocaine_http.patterns import SEARCHED, Pattern, TooSlow

CATASTROPHES = [
    (r"(a+)+$", "a" * 100 + "b"),
    (r"(a|a)*b", "a" * SEARCHED),
    (r"(a|aa)+$", "a" * 100 + "b"),
    (r"([\s\S]*)*x", "a" * SEARCHED),
    (r"[\s\S]*[\s\S]*x", "a" * SEARCHED),
    (r".*.*.*x", "a" * SEARCHED),
    (r"(.*,){20}P", "1," * (SEARCHED // 2)),
    (r"(?:a{1,3000}){1,3000}b", "a" * SEARCHED),
    (r"(?=(a+)+b)c", "a" * SEARCHED),
]


@pytest.mark.parametrize(("pattern", "text"), CATASTROPHES)
def test_a_pattern_that_would_never_be_done_is_stopped(pattern: str, text: str) -> None:
    with pytest.raises(TooSlow):
        Pattern(pattern).found_in(text)


def test_a_pattern_that_was_too_slow_rests() -> None:
    pattern = Pattern(r"(a+)+$")
    with pytest.raises(TooSlow):
        pattern.found_in("a" * 100 + "b")
    with pytest.raises(TooSlow):
        pattern.found_in("a")


def test_a_search_leaves_no_timer_and_no_handler_behind() -> None:
    before = signal.getsignal(signal.SIGVTALRM)
    assert Pattern("a+").found_in("xxa")
    with pytest.raises(TooSlow):
        Pattern(r"(a+)+$").found_in("a" * 100 + "b")
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGVTALRM) is before


@given(
    st.sampled_from(
        ["ab", "a.b", "a+b", "^b", "b$", r"\Ab", r"b\Z", "(?m)^b$", "(?i)AB", r"\bab\b", "a(?!b)", "(?<=a)b", "(a)b\\1",
         "(?s)a.b", "b|ba$", "(?x) a b # comment", "", "[^ab]", "(?is)A.B"]
    ),
    st.text("ab\n ", max_size=300),
)  # fmt: skip
def test_a_search_finds_what_re_finds(pattern: str, text: str) -> None:
    if pattern:
        assert Pattern(pattern).found_in(text) == (re.search(pattern, text) is not None)


@pytest.mark.parametrize("place", [0, 1, 63, 64, 65, 127, 128, SEARCHED - 2])
def test_a_match_is_found_wherever_it_begins(place: int) -> None:
    assert Pattern("b.$").found_in("a" * place + "bc")
    assert Pattern("^" + "a" * 9).found_in("a" * 9 + "b" * place)
