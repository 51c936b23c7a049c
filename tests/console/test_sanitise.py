from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycli.console.sanitise import MARKS_MOST, SPACES_MOST, cut, printable, safe, width
from tests.console.hostile import PAYLOADS, harm_in

ANY_TEXT = st.text(st.characters(codec=None, categories=None))


def test_there_are_forty_hostile_texts_or_more() -> None:
    assert len(set(PAYLOADS)) >= 40


@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
def test_a_hostile_text_becomes_one_harmless_line(payload: str) -> None:
    line = safe(payload)

    assert harm_in(line) == []
    assert "\n" not in line


@given(ANY_TEXT)
def test_any_text_becomes_one_harmless_line_and_stays_it(text: str) -> None:
    line = safe(text)

    assert harm_in(line) == []
    assert "\n" not in line
    assert safe(line) == line


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Happy New Year", "Happy New Year"),
        ("M\u00fcller & S\u00f6hne", "M\u00fcller & S\u00f6hne"),
        ("\u65b0\u5e74\u5feb\u4e50 \U0001f9e7", "\u65b0\u5e74\u5feb\u4e50 \U0001f9e7"),
        ("\u0e17\u0e35\u0e48", "\u0e17\u0e35\u0e48"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\x9b31m", "\\x9b31m"),
        ("a\nb\tc\r\nd", "a b c  d"),
        ("\u202egnp", "\\u202egnp"),
        ("al\u200bice\ufeff", "alice"),
        ("a\u00a0b\u3000c", "a b c"),
        ("\ue000", "\\ue000"),
        ("\udc80", "\\udc80"),
        ("\U0010fffd", "\\U0010fffd"),
        ("\x7f", "\\x7f"),
        ("[bold]x[/bold]", "[bold]x[/bold]"),
        ("\u2764\ufe0f", "\u2764\ufe0f"),
        ("\U0001fae8", "\U0001fae8"),
    ],
)
def test_good_text_stays_and_tricks_show_themselves(typed: str, shown: str) -> None:
    assert safe(typed) == shown


def test_a_flood_of_marks_is_stopped_even_when_invisible_characters_interrupt_it() -> None:
    assert safe("e" + "\u0301\u200b" * 300) == "e" + "\u0301" * MARKS_MOST


def test_a_gap_is_never_wide_enough_to_push_text_to_another_row() -> None:
    assert safe("x" + " " * 200 + "Sent") == "x" + " " * SPACES_MOST + "Sent"
    assert safe("x" + "\n \u2003" * 200 + "Sent") == "x" + " " * SPACES_MOST + "Sent"


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("", 0), ("\u4f60\u597d", 4), ("e\u0301", 1), ("\U0001f9e7", 2), ("\u2713", 1)]
)
def test_width_counts_columns_not_characters(text: str, columns: int) -> None:
    assert width(text) == columns


@given(st.text(), st.integers(0, 30))
def test_a_cut_text_never_takes_more_columns_than_given(text: str, most: int) -> None:
    shown = cut(text, most)

    assert width(shown) <= most
    assert shown == text or shown.endswith("\u2026") or most == 0


def test_a_cut_says_that_something_is_missing() -> None:
    assert safe("abcdef", 4) == "abc\u2026"
    assert safe("abcd", 4) == "abcd"
    assert safe("\u4f60\u597d\u5417", 4) == "\u4f60\u2026"


@pytest.mark.parametrize(
    ("text", "encoding", "shown"),
    [
        ("\u2713 ok", "utf-8", "\u2713 ok"),
        ("\u2713 ok", "ascii", "\\u2713 ok"),
        ("\u00e9", "ascii", "\\xe9"),
        ("\u00e9\u2713", "latin-1", "\u00e9\\u2713"),
        ("\U0001f9e7", "cp1252", "\\U0001f9e7"),
        ("cut\u2026", "ascii", "cut..."),
        ("\u2713", "no-such-encoding", "\\u2713"),
    ],
)
def test_what_a_stream_cannot_say_becomes_an_escape(text: str, encoding: str, shown: str) -> None:
    assert printable(text, encoding) == shown
