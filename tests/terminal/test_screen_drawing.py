"""What has a place on the till's screen: what was asked for beside a code, whole tables, the bill in small windows."""

from __future__ import annotations

from pathlib import Path

import pytest

from paycli.console.qr import cells_of, matrix_of
from paycli.console.sanitise import width
from paycli.console.window import CODE_COLUMNS, CODE_ROWS, room_for_code
from paycli.domain.cart import Pricing
from paycli.terminal.till import effects
from paycli.terminal.till.grid import Around
from paycli.terminal.till.screen.drawing import document_pages, drawn
from paycli.terminal.till.screen.frames import Code, Editing, Frame, Look, Said
from paycli.terminal.till.screen.pages import pages_of
from paycli.terminal.till.state import Shop
from tests.support.shop import ITEMS, ListedGoods, Till

TEXT = "PAYCLI:1/S/4C656Q7PHQ1NTAA7Q8WWXK368K/2B51EN6Y0CSP"
CODE = Code(tuple(map(tuple, cells_of(TEXT, "utf-8"))), TEXT)
OPENED = effects.SaleOpened("1-000042", "k3xd9m2pq7ta", (), "17:05:12")
AROUND = Around("PLAY @cafe", ("DAY 12", "sales 37"))
X = tuple(("", f"TABLE {name}", *(f"{name} row {row}" for row in range(6))) for name in "ABCDE")
SIZES = [(40, 12), (50, 16), (60, 30), (79, 24), (80, 20), (37, 20), (38, 24), (30, 30), (80, 24), (120, 40)]


def rows(frame: Frame, till: Till, size: tuple[int, int], editing: Editing = Editing()) -> list[str]:  # noqa: B008
    found = [
        "".join(piece.text for piece in row if piece.cell is None)
        for row in drawn(frame, till.shop, editing, Look(*size), "12:00")
    ]
    assert len(found) == size[1]
    assert max(map(width, found)) <= size[0]
    return found


def code_rows(frame: Frame, till: Till, size: tuple[int, int]) -> int:
    found = drawn(frame, till.shop, Editing(), Look(*size), "12:00")
    cells = [sum(len(piece.text) for piece in row if piece.cell is not None) for row in found]
    assert {count for count in cells if count} <= {CODE.columns}
    return sum(map(bool, cells))


def waiting(*lines: str) -> Till:
    return Till().type("2x fw", "cake", "3x oat", "pay").begin().tell(OPENED).type(*lines)


def test_the_room_of_a_code_is_the_one_that_is_said() -> None:
    modules = len(matrix_of(TEXT))
    assert (CODE_COLUMNS, CODE_ROWS) == (modules, (modules + 1) // 2) == (CODE.columns, len(CODE.rows))
    page = Path(__file__).parents[2] / "docs" / "how-to" / "run-a-till.md"
    assert f"A code needs {room_for_code()}" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("size", SIZES)
def test_help_and_x_have_a_place_while_a_sale_waits_and_the_guest_can_still_pay(size: tuple[int, int]) -> None:
    helped, plain = waiting("help"), waiting()
    for till, frame, word in (
        (helped, Frame(helped.state, AROUND, code=CODE), "cash 20"),
        (plain, Frame(plain.state, AROUND, code=CODE, document=X), "A row 0"),
    ):
        found = "\n".join(rows(frame, till, size))
        assert word in found, found
        assert "paycli pay k3xd9m2pq7ta" in found or code_rows(frame, till, size), found
        if size >= (80, 24):
            assert "paycli pay k3xd9m2pq7ta" in found
            assert "Enter puts it away" in found
    # Only what is taken then is offered.
    assert not any(word in line for line in helped.state.side for word in ("park", "refund", "undo", "close"))


@pytest.mark.parametrize("size", SIZES)
def test_a_code_is_whole_where_it_has_room_and_else_there_are_the_words_and_the_bill(size: tuple[int, int]) -> None:
    till = waiting()
    frame = Frame(till.state, AROUND, code=CODE)
    if size[0] >= CODE_COLUMNS and size[1] > CODE_ROWS:
        assert code_rows(frame, till, size) == CODE_ROWS
        return
    found = rows(frame, till, size)
    said = " ".join("\n".join(found).split())
    assert code_rows(frame, till, size) == 0
    assert "No room for the code: 37 columns and 20 rows needed" in said
    assert "paycli pay k3xd9m2pq7ta" in said
    assert TEXT in "".join("".join(found).split())
    assert "Oat co" in said


def test_why_a_line_came_back_is_read_where_the_code_has_all_other_rows() -> None:
    till = waiting()
    frame = Frame(till.state, AROUND, code=CODE, said=Said("! no tab for @li", "bad"))
    assert rows(frame, till, (37, 20), Editing("@li", 3))[-1].split() == [">", "@li", "!", "no", "tab", "for", "@li"]


@pytest.mark.parametrize("size", [(40, 12), (50, 16), (60, 30), (30, 30), (37, 8)])
def test_a_small_window_shows_the_selected_line_and_the_whole_total(size: tuple[int, int]) -> None:
    till = Till().type("2x fw", "cake", *(f"1.00 thing{at}" for at in range(60)))
    found: list[str] = []
    for line, name in (("line 40", ">40"), ("line 1", "> 1"), ("line 62", ">62")):
        found = rows(Frame(till.type(line).state, AROUND), till, size)
        text = "\n".join(found)
        assert name in text, text
        assert any("TOTAL" in row and "71.20 EUR" in row for row in found), text
    # As much of the cart as there is room for.
    assert sum("thing" in row for row in found) >= size[1] - 7
    paid = Till().type("fw", "cash 5").begin().tell(effects.SalePaid("1-000042", "cash", "", "17:03", 350, 0, 500, 150))
    text = "\n".join(rows(Frame(paid.state, AROUND), paid, size))
    assert "PAID" in text
    assert "change" in text
    helped = Till().type("help")
    assert "scan a code" in " ".join("\n".join(rows(Frame(helped.state, AROUND), helped, size)).split())


def test_the_rows_of_a_table_keep_their_gaps_in_a_small_window() -> None:
    till, row = Till(), f"rounding{' ' * 22}0.00"
    for size in ((40, 12), (60, 30), (80, 24)):
        assert any(row in line for line in rows(Frame(till.state, AROUND, document=(("", row),)), till, size)), size


def test_a_table_stays_together_where_a_column_has_room_for_it() -> None:
    till = Till()
    for size in ((80, 24), (120, 40), (100, 30)):
        pages = [rows(Frame(till.state, AROUND, document=X), till, size, Editing(page=page)) for page in range(3)]
        body = [row for page in pages for row in page]
        for name in "ABCDE":
            (begin,) = {row.index(f"TABLE {name}") for row in body if f"TABLE {name}" in row}
            place = next(place for place, row in enumerate(body) if f"TABLE {name}" in row)
            assert [body[place + 1 + at][begin:].split("  ")[0] for at in range(6)] == [
                f"{name} row {at}" for at in range(6)
            ]
    assert document_pages(Frame(till.state, document=X), till.shop, Look(80, 24)) == 2
    # One that is longer than a column is broken, and no row is lost.
    long = ("", *map(str, range(50)))
    columns = [column for page in pages_of((("head",), long, ("foot",)), 19, columns=2) for column in page]
    assert [row for column in columns for row in column] == ["head", *long, "foot"]


@pytest.mark.parametrize(("amount", "paid_minor", "rounding"), [("9.98", 1000, "0.02"), ("9.97", 995, "-0.02")])
def test_what_coins_cannot_pay_is_seen(amount: str, paid_minor: int, rounding: str) -> None:
    goods = ListedGoods(Pricing("CHF", 2, cash_step_minor=5), [item._replace(tax_class="") for item in ITEMS])
    till = Till(Shop(goods)).type(f"{amount} cheese")
    assert "in coins it is" in till.refused("cash 1")
    sale = effects.SalePaid("1-000042", "cash", "", "17:03", paid_minor, 0, 2000, 2000 - paid_minor)
    till.type("cash 20").begin().tell(sale)
    for size in ((80, 24), (120, 40), (40, 14)):
        found = [row[: size[0] - 38 if size[0] >= 80 else None] for row in rows(Frame(till.state, AROUND), till, size)]
        sums = {row.split()[0]: row.split()[1] for row in found if len(row.split()) > 1 and row.startswith("  ")}
        assert (sums["TOTAL"], sums["rounding"], sums["given"]) == (amount, rounding, "20.00")
        assert float(sums["TOTAL"]) + float(sums["rounding"]) == pytest.approx(float(sums["PAID"]))
        assert float(sums["given"]) - float(sums["change"]) == pytest.approx(float(sums["PAID"]))
    assert f"rounded from {amount}" in rows(Frame(till.state, AROUND), till, (80, 24))[-4]


def test_a_refund_ends_what_was_paid_before_and_a_look_does_not() -> None:
    paid = effects.SalePaid("1-000042", "cash", "", "17:03", 350, 0, 500, 150)
    till = Till().type("fw", "cash 5").begin().tell(paid)
    looked = till.tell(effects.EffectDone("")).tell(effects.EffectRefused("no such sale")).state
    refunded = till.tell(effects.EffectDone("1.00 EUR refunded in cash", moved=True)).state
    assert (looked.paid is None, refunded.paid) == (False, None)
    assert "DAY 12" in "\n".join(rows(Frame(till.state, AROUND), till, (80, 24)))
