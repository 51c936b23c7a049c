from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from paycli.console.options import Options, use
from paycli.console.output import Line, say
from paycli.console.qr import NarrowScreen, draw, on_screen, with_words
from paycli.domain.codes import sale_text
from paycli.tour.paint import DARK, LIGHT, Theme, paint
from tests.console.screen import from_afar, pixels_of, read_code, terminal

if TYPE_CHECKING:
    from collections.abc import Callable

SALE = "PAYCLI:1/S/0123456789ABCDEFGHJKMNPQRS/0123456789AB"
TEXTS = (
    SALE,
    "X",
    "https://example.org/pay?sale=k3xd&amount=38.00",
    "BCD\n002\n1\nSCT\n\nCaf\u00e9 M\u00fcller\nDE02120300000000202051\nEUR38.00",
)
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def drawn(text: str, **how: bool | str) -> list[str]:
    lines = draw(text, width=None, color=bool(how.pop("color", True)), **how)  # type: ignore[arg-type]
    assert isinstance(lines, list)
    return lines


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("theme", [DARK, LIGHT])
@pytest.mark.parametrize("encoding", ["utf-8", "cp437", "cp1252", "ascii", "no-such-encoding"])
def test_a_coloured_code_is_read_in_every_theme_and_encoding(text: str, theme: Theme, encoding: str) -> None:
    assert read_code(pixels_of(drawn(text, encoding=encoding), theme)) == text


@pytest.mark.parametrize("theme", [DARK, LIGHT])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("gap", [1, 3, 8])
def test_a_coloured_code_is_read_where_a_terminal_adds_space_between_lines(
    theme: Theme, encoding: str, gap: int
) -> None:
    assert read_code(pixels_of(drawn(SALE, encoding=encoding), theme, gap=gap)) == SALE


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(("light_background", "theme"), [(False, DARK), (True, LIGHT)])
def test_a_code_without_colours_is_read_on_the_background_that_it_is_for(
    text: str, light_background: bool, theme: Theme
) -> None:
    lines = drawn(text, color=False, light_background=light_background)

    assert not any(ESCAPE.search(line) for line in lines)
    assert read_code(pixels_of(lines, theme)) == text


@pytest.mark.parametrize(("light_background", "theme"), [(False, LIGHT), (True, DARK)])
def test_a_code_without_colours_on_the_wrong_background_is_inverted_and_strict_decoders_refuse_it(
    light_background: bool, theme: Theme
) -> None:
    assert read_code(pixels_of(drawn(SALE, color=False, light_background=light_background), theme)) is None


@pytest.mark.parametrize(("light_background", "theme"), [(False, DARK), (True, LIGHT)])
def test_a_code_of_hash_signs_is_read_from_a_distance(light_background: bool, theme: Theme) -> None:
    lines = drawn(SALE, color=False, encoding="ascii", light_background=light_background)

    assert set("".join(lines)) == {"#", " "}
    assert read_code(from_afar(pixels_of(lines, theme))) == SALE


def _inverted(lines: list[str]) -> list[str]:
    return [line.replace("16m", "x").replace("231m", "16m").replace("x", "231m") for line in lines]


def _without_quiet_zone(lines: list[str]) -> list[str]:
    return [ESCAPE.sub("", line)[4:-4] for line in lines[2:-2]]


@pytest.mark.parametrize(
    "spoil", [_inverted, _without_quiet_zone, lambda lines: [ESCAPE.sub("", line) for line in lines]]
)
def test_the_decoder_that_we_trust_refuses_a_spoiled_code(spoil: Callable[[list[str]], list[str]]) -> None:
    assert read_code(pixels_of(spoil(drawn(SALE)))) is None


def test_an_upper_case_text_takes_the_small_alphanumeric_kind() -> None:
    # Version 3, 29 modules and the quiet zone; the same text in lower case needs bytes and version 4.
    assert len(ESCAPE.sub("", drawn(SALE)[0])) == 29 + 8
    assert len(ESCAPE.sub("", drawn(SALE.lower())[0])) == 33 + 8


def test_a_tiny_text_still_gets_version_2_so_that_it_reads_from_a_distance() -> None:
    assert len(ESCAPE.sub("", drawn("X")[0])) == 25 + 8


def test_all_rows_are_equally_wide_and_end_with_the_colours_put_back() -> None:
    for encoding in ("utf-8", "ascii"):
        lines = drawn(SALE, encoding=encoding)
        assert len({len(ESCAPE.sub("", line)) for line in lines}) == 1
        assert all(line.endswith("\x1b[0m") for line in lines)


@pytest.mark.parametrize(("encoding", "needed"), [("utf-8", 37), ("ascii", 74)])
def test_a_code_that_would_wrap_is_not_drawn(encoding: str, needed: int) -> None:
    assert draw(SALE, width=needed - 1, color=True, encoding=encoding) == NarrowScreen(needed)
    assert isinstance(draw(SALE, width=needed, color=True, encoding=encoding), list)


def test_on_a_narrow_screen_the_text_is_shown_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(columns=30) as screen:
        monkeypatch.setattr("sys.stdout", screen.stream)
        assert on_screen(SALE) == (Line("too narrow for the QR code: 37 columns needed", "warn"), Line(SALE))


@pytest.mark.parametrize(("rows", "encoding", "needed"), [(19, "utf-8", 20), (37, "latin-1", 38)])
def test_on_a_low_screen_the_text_is_shown_instead_and_no_part_of_a_code(
    rows: int, encoding: str, needed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with terminal(columns=80, rows=rows, encoding=encoding) as screen:
        monkeypatch.setattr("sys.stdout", screen.stream)
        say(*on_screen(SALE), *with_words(SALE, (Line("38.00 EUR"),), (Line("38.00 EUR to @cafe"),)))
        lines = [ESCAPE.sub("", line) for line in screen.read().splitlines()]

    assert lines == [*[f"too low for the QR code: {needed} rows needed", SALE] * 2, "38.00 EUR to @cafe"]


def test_a_code_of_at_most_61_characters_fits_80_by_24_with_three_lines_and_the_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert len(SALE) == len(sale_text("f" * 32, "f" * 32)) <= 61
    for length in range(1, 62):
        text = ("PAYCLI:1/S/" + "X" * 61)[:length]
        with terminal(columns=80, rows=24) as screen:
            monkeypatch.setattr("sys.stdout", screen.stream)
            say(*with_words(text, (Line("x" * 60),), (Line("38.00 EUR"), Line("to @cafe"), Line("paycli pay"))))
            lines = screen.read().splitlines()
        assert len(lines) < 24, length
        assert read_code(pixels_of(lines, LIGHT)) == text


@pytest.mark.parametrize("rows", [20, 24])
def test_words_without_end_stand_above_the_code_where_they_may_scroll_away(
    rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = tuple(Line(f"{number} noodles") for number in range(40))
    with terminal(columns=80, rows=rows) as screen:
        monkeypatch.setattr("sys.stdout", screen.stream)
        say(*with_words(SALE, words, words))
        lines = screen.read().splitlines()

    assert lines[:40] == [line.text for line in words]
    assert read_code(pixels_of(lines[1 - rows :], LIGHT)) == SALE


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_what_a_terminal_receives_is_read_back(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    with terminal(columns=80, rows=40, encoding=encoding) as screen:
        monkeypatch.setattr("sys.stdout", screen.stream)
        say("38.00 EUR to @cafe", *on_screen(SALE), "waiting")
        assert read_code(pixels_of(screen.read().splitlines(), LIGHT)) == SALE


def test_in_a_pipe_and_without_colour_glyphs_for_a_dark_background_are_drawn(
    capsys: pytest.CaptureFixture[str],
) -> None:
    say(*on_screen(SALE))
    lines = capsys.readouterr().out.splitlines()

    assert read_code(pixels_of(lines, DARK)) == SALE


def test_no_code_is_drawn_for_a_program(capsys: pytest.CaptureFixture[str]) -> None:
    use(Options(mode="json"))
    say(*on_screen(SALE))

    assert capsys.readouterr().out == ""


def test_the_painter_follows_themes_basic_and_256_colours() -> None:
    assert paint([" "], Theme(9, 7))[0] == bytes([7]) * 8
    assert paint(["\u2588\u2580"], Theme(9, 7))[15] == bytes([9] * 8 + [7] * 8)
    assert paint(["\x1b[38;5;231;48;5;16m\u2584"], DARK)[0] == bytes(8)
    assert paint(["\x1b[48;5;244m \x1b[0m "], DARK)[3] == bytes([128] * 8 + [30] * 8)
    assert paint(["\x1b[107m \x1b[49m "], DARK)[3] == bytes([255] * 8 + [30] * 8)
    assert [len(row) for row in paint(["ab", "c"], gap=2)] == [16] * 36


@pytest.mark.parametrize("line", ["\x1b[2J", "\x07", "\x9b1m", "\x1b[5m"])
def test_the_painter_refuses_what_it_does_not_know(line: str) -> None:
    with pytest.raises(ValueError, match="does not know"):
        paint([line])
