"""Lines that are longer than the terminal is wide are broken where a reader would break them."""

from __future__ import annotations

import pytest

from paycli.console.sanitise import width
from paycli.console.tables import broken


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("short", 80, ["short"]),
        ("paid by @bo    receipt 41    today 37 sales", 30, ["paid by @bo    receipt 41", "  today 37 sales"]),
        ("one two three four", 9, ["one two", "  three", "  four"]),
        ("  try: paycli send li 5 x", 14, ["  try: paycli", "    send li 5", "    x"]),
        ("x" * 20, 10, ["x" * 20]),
        ("", 10, [""]),
    ],
)
def test_a_line_is_broken_at_wide_gaps_and_else_between_words(text: str, columns: int, lines: list[str]) -> None:
    assert broken(text, columns) == lines


@pytest.mark.parametrize("columns", [20, 40, 79])
def test_nothing_is_lost_and_nothing_but_a_long_word_is_wider_than_the_screen(columns: int) -> None:
    text = "From @ming (412.30 EUR, PLAY) -> @明明明明明: 5.00 EUR    the rest comes back Mon 23 Nov 20:03    k3xd"
    lines = broken(text, columns)
    assert " ".join(" ".join(lines).split()) == " ".join(text.split())
    assert all(width(line) <= columns for line in lines)
