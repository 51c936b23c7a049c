from __future__ import annotations

import io
import json
from typing import NamedTuple

import pytest

from paycli.console.drawings import Drawing
from paycli.console.options import Color, Mode, Options, use
from paycli.console.output import Document, Line, Listing, say, show
from paycli.console.sanitise import width
from paycli.console.tables import Table
from tests.console.hostile import PAYLOADS, harm_in
from tests.console.screen import terminal
from tests.support.misses import Misses


class Sent(NamedTuple):
    id: str
    state: str
    amount: str
    currency: str


class Card(NamedTuple):
    id: str
    brand: str


class Name(NamedTuple):
    name: str


class Note(NamedTuple):
    note: str
    deep: tuple[Name, ...] = ()


class Nothing(NamedTuple):
    pass


SENT = Document(
    Sent("0a1b", "done", "8.88", "EUR"),
    (Line("e9qm sent.", "good"), "the rest comes back Mon 23 Nov 20:03"),
    "e9qm",
)
CARDS = Listing(
    [Card("c1", "visa"), Card("c2", "giro")],
    Table(("id", "card", "limit"), (("c1", "Visa", "200.00"), ("c2", "Girocard \u4f60\u597d", "5.00")), right=(2,)),
    "No card is bound yet.",
    ("c1", "c2"),
)


def shown(
    view: Document | Listing, capsys: pytest.CaptureFixture[str], mode: Mode = "human", color: Color = "auto"
) -> str:
    use(Options(mode=mode, color=color))
    show(view)
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def of(text: str) -> tuple[Document, Listing]:
    """Give a result and a list that hold a text wherever foreign text can be."""
    table = Table(("who", "note", "sum"), (("@bo", text, "1.00"), (text, "x", text)), right=(2,))
    return (
        Document(Note(text, (Name(text),)), (Line(text, "good"), f"to {text}", table), text),
        Listing([Name(text)], table, text, (text,), (Line(text),)),
    )


# --- modes ---------------------------------------------------------------------------------------------------------
def test_people_get_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(SENT, capsys) == "e9qm sent.\nthe rest comes back Mon 23 Nov 20:03\n"


@pytest.mark.parametrize("mode", ["json", "jsonl"])
def test_programs_get_one_document_on_one_line(capsys: pytest.CaptureFixture[str], mode: Mode) -> None:
    assert shown(SENT, capsys, mode) == '{"paycli":1,"id":"0a1b","state":"done","amount":"8.88","currency":"EUR"}\n'


def test_quiet_gives_only_the_id(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(SENT, capsys, "quiet") == "e9qm\n"
    assert shown(CARDS, capsys, "quiet") == "c1\nc2\n"
    assert shown(SENT._replace(quiet=None), capsys, "quiet") == ""


def test_a_list_is_one_document_or_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    items = '[{"id":"c1","brand":"visa"},{"id":"c2","brand":"giro"}]'
    assert shown(CARDS, capsys, "json") == f'{{"paycli":1,"items":{items},"next":null}}\n'
    assert shown(CARDS, capsys, "jsonl") == (
        '{"paycli":1,"id":"c1","brand":"visa"}\n{"paycli":1,"id":"c2","brand":"giro"}\n'
    )


def test_an_empty_list_says_so_to_people_and_is_empty_to_programs(capsys: pytest.CaptureFixture[str]) -> None:
    nothing = CARDS._replace(items=(), quiet=())
    assert shown(nothing, capsys) == "No card is bound yet.\n"
    assert shown(nothing, capsys, "json") == '{"paycli":1,"items":[],"next":null}\n'
    assert shown(nothing, capsys, "jsonl") == ""
    assert shown(nothing, capsys, "quiet") == ""


def test_a_warning_goes_to_stderr_and_never_into_json(capsys: pytest.CaptureFixture[str]) -> None:
    wary = SENT._replace(warnings=("the backup is 9 days old",))
    show(wary)
    human = capsys.readouterr()
    assert human.out.startswith("e9qm sent.\n")
    assert human.err == "warning: the backup is 9 days old\n"
    assert shown(wary, capsys, "json").startswith('{"paycli":1,')


@pytest.mark.parametrize("mode", ["json", "jsonl", "quiet"])
def test_what_is_said_ahead_of_the_result_is_for_people_only(capsys: pytest.CaptureFixture[str], mode: Mode) -> None:
    use(Options(mode=mode))
    say("waiting ..", Drawing(("\x1b[7m \x1b[0m",)))
    assert capsys.readouterr().out == ""

    use(Options())
    say("waiting ..", Drawing(("\x1b[48;5;16m \x1b[0m",)))
    assert capsys.readouterr().out == "waiting ..\n\x1b[48;5;16m \x1b[0m\n"


# --- tables --------------------------------------------------------------------------------------------------------
def test_columns_are_aligned_by_width_and_amounts_to_the_right(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(CARDS, capsys) == (
        "id  card            limit\n"
        "c1  Visa           200.00\n"
        "c2  Girocard \u4f60\u597d    5.00\n"
    )  # fmt: skip


def test_a_table_is_never_cut_in_a_pipe(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    long = CARDS._replace(table=Table(("note",), (("n" * 500,),)))
    assert shown(long, capsys) == f"note\n{'n' * 500}\n"


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_on_a_terminal_the_widest_words_are_cut_and_amounts_never(
    monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    rows = (("e9qm", "\u65b0\u5e74\u5feb\u4e50 " * 20, "short", "1234567890.12 EUR"),)
    listing = CARDS._replace(table=Table(("id", "note", "who", "sum"), rows, right=(3,)))
    with terminal(columns=50, encoding=encoding) as screen:
        monkeypatch.setattr("sys.stdout", screen.stream)
        use(Options(color="never"))
        show(listing)
        lines = screen.read().splitlines()

    assert [width(line) for line in lines] == [50, 50]
    assert lines[1].startswith("e9qm  ")
    assert "short  1234567890.12 EUR" in lines[1]


def test_a_screen_too_narrow_for_the_amounts_wraps_them_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(columns=10) as screen:
        monkeypatch.setattr("sys.stdout", screen.stream)
        show(CARDS._replace(table=Table(("sum",), (("1234567890.12 EUR",),), right=(0,))))
        assert "1234567890.12 EUR" in screen.read()


# --- colour --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("color", "env", "colored"),
    [
        ("auto", {}, False),
        ("always", {}, True),
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {"CLICOLOR_FORCE": "1"}, False),
        ("auto", {"CLICOLOR_FORCE": "1"}, True),
        ("auto", {"CLICOLOR_FORCE": "0"}, False),
        ("auto", {"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, False),
        ("auto", {"CLICOLOR_FORCE": "1", "NO_COLOR": ""}, True),
    ],
)
def test_colour_follows_the_option_then_the_environment(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    color: Color,
    env: dict[str, str],
    colored: bool,
) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)

    assert shown(SENT, capsys, color=color).startswith("\x1b[32me9qm sent.\x1b[0m\n" if colored else "e9qm sent.\n")


@pytest.mark.parametrize(("env", "colored"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_a_terminal_gets_colour_unless_it_is_unwanted(
    monkeypatch: pytest.MonkeyPatch, env: dict[str, str], colored: bool
) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    with terminal() as screen:
        monkeypatch.setattr("sys.stdout", screen.stream)
        show(SENT)
        assert ("\x1b[32m" in screen.read()) == colored


# --- hostile text --------------------------------------------------------------------------------------------------
def test_no_hostile_text_reaches_a_screen(capsys: pytest.CaptureFixture[str]) -> None:
    modes: tuple[Mode, ...] = ("human", "quiet", "json", "jsonl")
    with Misses() as misses:
        for mode in modes:
            for payload in PAYLOADS:
                with misses.of(mode, payload):
                    for view in of(payload):
                        assert harm_in(shown(view, capsys, mode)) == []


def test_a_hostile_text_never_makes_a_line_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    with Misses() as misses:
        for payload in PAYLOADS:
            with misses.of(payload):
                view, listing = of(payload)
                assert [shown(view, capsys).count("\n"), shown(listing, capsys).count("\n")] == [5, 4]


def test_the_only_escapes_in_coloured_output_are_our_own(capsys: pytest.CaptureFixture[str]) -> None:
    with Misses() as misses:
        for payload in PAYLOADS:
            with misses.of(payload):
                text = shown(of(payload)[0], capsys, color="always")
                assert harm_in(text.replace("\x1b[32m", "").replace("\x1b[1m", "").replace("\x1b[0m", "")) == []


def test_json_is_plain_ascii_and_loses_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with Misses() as misses:
        for payload in PAYLOADS:
            with misses.of(payload):
                text = shown(of(payload)[0], capsys, "json")
                assert text.isascii()
                assert json.loads(text) == {"paycli": 1, "note": payload, "deep": [{"name": payload}]}


def test_markup_stays_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(Document(Nothing(), ("[bold]x[/bold] [/]",)), capsys) == "[bold]x[/bold] [/]\n"


def test_a_stream_that_knows_ascii_only_takes_every_text(monkeypatch: pytest.MonkeyPatch) -> None:
    with Misses() as misses:
        for payload in PAYLOADS:
            with misses.of(payload):
                raw = io.BytesIO()
                monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="ascii"))
                for view in of(payload):
                    show(view)
                assert raw.getvalue().isascii()
                assert harm_in(raw.getvalue().decode("ascii")) == []


def test_what_a_terminal_cannot_write_becomes_an_escape(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="ascii"))
    show(Document(Nothing(), ("\u2713 sent",)))

    assert raw.getvalue() == b"\\u2713 sent\n"
