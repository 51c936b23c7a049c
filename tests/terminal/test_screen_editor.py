"""The line of the till's screen, and its rows: keys that are words, lines that come back, pages, any size."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycli.console.qr import cells_of
from paycli.console.sanitise import width
from paycli.terminal.till import effects
from paycli.terminal.till.grid import Around
from paycli.terminal.till.screen.drawing import document_pages, drawn
from paycli.terminal.till.screen.editor import Editor
from paycli.terminal.till.screen.frames import Code, Editing, Frame, Look, Question, Said
from tests.support.shop import Till

TEXT = "PAYCLI:1/S/4C656Q7PHQ1NTAA7Q8WWXK368K/2B51EN6Y0CSP"
CODES = {each: Code(tuple(map(tuple, cells_of(TEXT, each))), TEXT) for each in ("utf-8", "latin-1")}
CODE = CODES["utf-8"]
# What is typed before a key, the key, the line that it ends, and what stands there then.
WORDS = (
    ("", "f1", "help", ""), ("cash", "f1", "help cash", ""), ("", "f2", "pay", ""), ("2x fw", "f2", "2x fw pay", ""),
    ("", "f3", None, "cash "), ("20", "f3", "cash 20", ""), ("12,50", "f3", "cash 12,50", ""),
    ("fw", "f3", None, "fw cash "), ("", "f4", None, "park "), ("Li", "f4", "park Li", ""), ("", "f5", None, "recall "),
    ("p1", "f5", "recall p1", ""), ("", "f6", None, "refund "), ("1-41", "f6", "refund 1-41", ""),
    ("", "f7", None, "void "), ("3", "f7", "void 3", ""), ("", "f8", None, "-"), ("10", "f8", None, "-10% "),
    ("", "f9", "print", ""), ("", "f10", "x", ""), ("", "f12", "lock", ""), ("fw", "enter", "fw", ""),
    ("fw", "tab", "fw", ""), ("fw", "ctrl+j", "fw", ""), ("fw", "escape", None, ""), ("fw", "backspace", None, "f"),
    ("fw", "f11", None, "fw"), ("fw", "up", None, "fw"),
)  # fmt: skip


def typed(editor: Editor, text: str) -> Editor:
    for character in text:
        assert editor.press(character, character) is None
    return editor


@pytest.mark.parametrize(("before", "key", "line", "left"), WORDS)
def test_every_key_is_short_for_a_word(before: str, key: str, line: str | None, left: str) -> None:
    editor = typed(Editor(), before)
    assert editor.press(key, None) == line
    assert editor.now.text == left


def test_a_key_whose_word_has_nothing_to_act_on_asks_at_once() -> None:
    editor = Editor()
    editor.idle = frozenset({"recall", "void"})
    assert [editor.press(key, None) for key in ("f5", "f7", "f4")] == ["recall", "void", None]


def test_a_line_is_mended_where_the_cursor_is() -> None:
    editor = typed(Editor(), "fw 12 pay")
    for key in ("left",) * 4:
        editor.press(key, None)
    assert typed(editor, "x").press("enter", "\r") == "fw 12x pay"
    typed(editor, "bc").press("home", None)
    typed(editor, "a").press("delete", None)
    assert editor.press("enter", None) == "ac"


def test_what_is_typed_takes_the_place_of_a_line_that_came_back_unless_it_is_mended() -> None:
    editor = Editor()
    editor.bring_back("cake 12 pay", 5)
    assert typed(editor, "fw").press("enter", None) == "fw"
    editor.bring_back("cake 12 pay", 5)
    for key in ("right", "right"):
        editor.press(key, None)
    assert typed(editor, "x").press("enter", None) == "cake 12x pay"
    typed(editor, "next")
    editor.bring_back("cake 12 pay", 5)
    assert editor.now.text == "next"


def rows(frame: Frame, till: Till, editing: Editing, look: Look) -> list[str]:
    found = ["".join(piece.text for piece in row) for row in drawn(frame, till.shop, editing, look, "12:00")]
    assert len(found) == look.rows
    assert max(map(width, found)) <= look.columns
    return found


def frames() -> list[tuple[Frame, Till]]:
    goods = Till().type(*(f"1.00 thing{at}" for at in range(60)))
    waits = Till().type("1.00 tea", "pay").begin().tell(effects.SaleOpened("1-000042", "5rt3", (), "17:05"))
    paid = Till().type("fw", "cash 5").begin().tell(effects.SalePaid("1-000042", "cash", "", "17:03", 350, 0, 500, 150))
    around = Around("PLAY @cafe", ("DAY 12", "sales 37"), below=("LAST", "1-000041"))
    asked = Question(1, "Refund 茶 1.00 EUR?\nto @li [y/N] ", hidden=True, warning="wrong")
    return [
        (Frame(goods.state, around), goods),
        (Frame(waits.state, around, code=CODE), waits),
        (Frame(waits.state, around, code=CODE, document=(("a row",),) * 50), waits),
        (Frame(paid.state, around, said=Said("! the printer has no paper", "bad")), paid),
        (Frame(paid.state, around, document=(("a long row of a receipt",),) * 90), paid),
        (Frame(goods.state, around, question=asked), goods),
    ]


FRAMES = frames()


@given(st.integers(0, 5), st.integers(10, 140), st.integers(3, 50), st.sampled_from(sorted(CODES)))
def test_whatever_is_shown_fits_the_window(place: int, columns: int, height: int, encoding: str) -> None:
    frame, till = FRAMES[place]
    frame = frame._replace(code=frame.code and CODES[encoding])
    for editing in (Editing(), Editing("茶" * 200, 150), Editing("x" * 300, 0, page=9)):
        found = rows(frame, till, editing, Look(columns, height, encoding))
        "".join(found).encode(encoding)


def test_a_hidden_answer_is_stars_and_pages_are_turned() -> None:
    frame, till = frames()[5]
    assert " ? ****" in rows(frame, till, Editing("4711", 4), Look(80, 24))[-2]
    frame, till = frames()[4]
    assert document_pages(frame, till.shop, Look(80, 24)) == 3
    editor = Editor()
    editor.turn(5, 3)
    assert editor.now.page == 2
    editor.turn(-5, 3)
    assert editor.now.page == 0


def test_who_looks_at_a_receipt_leaves_the_code_where_it_is() -> None:
    frame, till = frames()[2]
    found = drawn(frame, till.shop, Editing(), Look(80, 24), "12:00")
    assert [len(row) for row in found[1:20]] == [38] * 19
    assert all("a row" in row[0].text for row in found[1:15])
    assert "paycli pay 5rt3" in found[18][0].text
