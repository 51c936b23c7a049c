"""How help looks: the front page on one screen, a page for each command and topic, on a terminal and in a pipe."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest
import typer

from paycli.commands.explaining import GLOBALS, all_described
from paycli.commands.table import COMMANDS, NAMES_ONLY
from paycli.commands.tree import tree
from paycli.console.guide import TOPICS, text_of
from paycli.console.manual import Entries, Literal, blocks_of, plain
from paycli.console.options import NAMES
from paycli.main import run
from tests.support.terminal import Screen

if TYPE_CHECKING:
    from pathlib import Path

    from paycli.commands.explaining import Described

# One row is the prompt that comes after it.
ROWS_MOST = 23


@pytest.fixture(scope="module")
def commands() -> list[Described]:
    return [each for each in all_described(typer.main.get_command(tree())) if each.words]


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    assert run(list(words)) == 0
    return capsys.readouterr().out


def on_screen(*words: str, columns: int = 80, rows: int = 24, **env: str) -> Screen:
    with Screen(*words, columns=columns, rows=rows, env={"PAYCLI_PAGER": "cat", **env}) as screen:
        screen.ended()
        return screen


# --- the front page ---------------------------------------------------------------------------------------------------
def test_the_front_page_fits_a_screen_and_has_every_command_in_its_group(capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, "--help").rstrip("\n").split("\n")
    assert len(lines) <= ROWS_MOST
    assert max(map(len, lines)) <= 79
    for group, commands in COMMANDS.items():
        first = next(number for number, line in enumerate(lines) if line.startswith(group))
        if group in NAMES_ONLY:
            assert lines[first].split(maxsplit=len(group.split()))[-1] == ", ".join(commands)
            continue
        part = "\n".join(lines[first : first + (len(commands) + 1) // 2])
        assert [(word, about) for word, (_, about) in commands.items() if word not in part or about not in part] == []


def test_a_terminal_shows_the_same_front_page_and_a_program_gets_it_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    plain_page = said(capsys, "--help")
    assert on_screen("--help").text == plain_page
    assert json.loads(said(capsys, "--help", "--json")) == {"paycli": 1, "text": plain_page}
    assert said(capsys, "-h") == plain_page


@pytest.mark.parametrize("words", [["--help"], ["help", "environment"], ["envelope", "send", "--help"]])
def test_on_a_narrow_screen_no_word_of_help_is_cut(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    wide = said(capsys, *words).replace(":\n", "\n").replace("`", "")
    narrow = on_screen(*words, columns=40, rows=20).text
    # The first lines of the front page are shorter there.
    # Nor does a comma stand behind a name there.
    wide, narrow = wide.replace(",", ""), narrow.replace(",", "")
    missing = set(wide.split()) - set(narrow.split()) - {"alone:", "balance", "and"}
    assert missing == set()
    assert "…" not in narrow


# --- the pages --------------------------------------------------------------------------------------------------------
def test_the_page_of_a_command_names_its_words_options_examples_and_every_global_option(
    commands: list[Described], capsys: pytest.CaptureFixture[str]
) -> None:
    misses = []
    for each in commands:
        out = said(capsys, "help", *each.words)
        wanted = [*(name for name, _ in (*each.arguments, *each.options, *each.commands, *GLOBALS)), *each.examples]
        misses += [(each.name, name) for name in wanted if name not in out]
        misses += [(each.name, line) for line in out.split("\n") if len(line) > 80]
    assert misses == []


def test_what_is_said_of_the_global_options_is_said_of_all_of_them() -> None:
    said_of = {word for name, _ in GLOBALS for word in name.replace(",", "").split() if word.startswith("-")}
    assert said_of - {"-h", "--help"} == set(NAMES)


def test_a_page_is_drawn_on_a_terminal_and_plain_where_there_is_no_colour() -> None:
    drawn = on_screen("help", "trust")
    assert "\x1b[1mWhom you must trust\x1b[0m" in drawn.raw
    assert "**" not in drawn.text
    # Without colour a command keeps the quotes that set it apart.
    for plain_page in (on_screen("help", "trust", NO_COLOR="1"), on_screen("help", "trust", TERM="dumb")):
        assert "\x1b" not in plain_page.raw
        assert "`paycli whoami`" in plain_page.text


def test_a_long_page_goes_through_the_pager_and_a_short_one_does_not(tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\necho through the pager\ncat\n")
    pager.chmod(0o700)
    for words, rows, paged in (
        (["help", "trust"], 24, True), (["help", "trust"], 60, False),
        (["envelope", "send", "--help"], 24, True), (["--help"], 24, False), (["--help"], 20, True),
    ):  # fmt: skip
        with Screen(*words, rows=rows, env={**os.environ, "PAYCLI_PAGER": str(pager)}) as screen:
            assert ("through the pager" in screen.ended()) is paged, words


def test_a_value_that_looks_like_help_is_left_to_its_option(capsys: pytest.CaptureFixture[str]) -> None:
    # A script that hands on a note must not be told that all went well when nothing was sent.
    assert run(["send", "li", "5", "-m", "--help"]) != 0
    assert "Usage" not in capsys.readouterr().out


# --- the blocks -------------------------------------------------------------------------------------------------------
def test_a_topic_read_as_blocks_has_every_word_of_its_text() -> None:
    for topic in TOPICS:
        words = " ".join(plain(blocks_of(text_of(topic)))).replace(":", "").split()
        text = text_of(topic).replace("**", "").replace("#", "").replace(":", "")
        assert words == text.split(), topic


def test_lines_that_are_set_in_stay_as_they_are() -> None:
    assert list(blocks_of("    a  1\n\n    b  2\n       3\n")) == [Literal(("a  1",)), Literal(("b  2", "   3"))]
    rows: Any = (("--name-that-is-longer-than-the-column", "what it does"), ("-x", "more"))
    assert list(plain([Entries(rows)])) == [
        "  --name-that-is-longer-than-the-column", "      what it does", "  -x  more",
    ]  # fmt: skip
