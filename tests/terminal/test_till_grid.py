"""The till as text: 24 lines of 80 columns, whatever is in the cart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycli.console.sanitise import width
from paycli.domain.goods import Item
from paycli.terminal.till import effects
from paycli.terminal.till.grid import COLUMNS, ROWS, Around, grid
from paycli.terminal.till.helping import help_lines
from paycli.terminal.till.model import typed
from paycli.terminal.till.state import Shop
from tests.support.shop import ITEMS, MUG, ListedGoods, Till

CODE = tuple("█" * 37 for _ in range(19))
OPENED = effects.SaleOpened("1-000042", "5rt3", CODE, "17:05:12")
AROUND = Around("PLAY @cafe  till 1  ada   shift 12", ("SHIFT 12 since Sat 08:02", "sales      37             598.50"))
STRANGE = ("茶" * 50, "a\x1b[2Jb", "\u202eevil", "x" * 300, "e\u0301" * 20, "[bold]no[/]", "\n\n", "😀" * 20)


def drawn(till: Till, around: Around = AROUND) -> list[str]:
    rows = list(grid(till.state, till.shop, around))
    assert len(rows) == ROWS
    assert [width(row) for row in rows] == [COLUMNS] * ROWS
    assert [row for row in rows if not row.isprintable()] == []
    return [row.rstrip() for row in rows]


def test_ringing_up_shows_lines_discounts_tax_and_total() -> None:
    till = Till().type("2x fw", "cake", "3x oat", "-10% regular", MUG, "fw", "undo")
    rows = drawn(till)
    assert rows[1:6] == [
        "  1   2x Flat white      3.50      7.00 A │",
        "  2      Carrot cake               4.20 A │  SHIFT 12 since Sat 08:02",
        "  3   3x Oat cookie      1.80      5.40 A │  sales      37             598.50",
        "         -10% regular             -0.54 A │",
        "> 4      Mug, cafe logo            9.00 B │",
    ]
    assert rows[20] == " 4 lines   tax A 7% 1.05  B 19% 1.44                        TOTAL     25.06 EUR"
    assert rows[21] == ' undone: 1x Flat white. "undo" again takes back: 1x Mug, cafe logo'


def test_all_of_the_help_fits_beside_the_cart() -> None:
    rows = drawn(Till().type("help"))
    for line in help_lines(""):
        assert any(row.endswith(f"│  {line}") for row in rows), line


def test_a_refused_line_comes_back_to_the_prompt_with_the_reason() -> None:
    till = Till().type("fw")
    till.state = typed(till.state, "cake 12 pay", till.shop).state
    rows = drawn(till)
    assert rows[21].startswith(" ! 12.00 and a name is a price")
    assert rows[22] == " > cake 12 pay"


def test_a_waiting_sale_shows_its_code_whole_beside_its_bill() -> None:
    for count in (1, 12, 60):
        till = Till().type(*(f"1.00 thing{at}" for at in range(count)), "pay").begin().tell(OPENED)
        rows = drawn(till)
        assert [row[43:] for row in rows[1:20]] == list(CODE)
        text = "\n".join(rows)
        assert "SALE 1-000042" in text
        assert "paycli pay 5rt3" in text
        assert f"{count}.00 EUR" in text


def test_a_paid_sale_shows_tip_and_change() -> None:
    paid = effects.SalePaid("1-000042", "cash", "", "17:03", 350, given_minor=500, change_minor=150)
    text = "\n".join(drawn(Till().type("fw", "cash 5").begin().tell(paid)))
    assert "change" in text
    assert "1.50" in text
    assert "1-000042" in text
    tipped = effects.SalePaid("1-000042", "wallet", "@bo", "17:03", 350, tip_minor=50)
    assert " PAID 4.00 EUR    of it tip 0.50" in drawn(Till().type("fw", "pay").begin().tell(tipped))[20]


def test_a_long_cart_shows_the_line_that_is_meant() -> None:
    till = Till().type(*(f"1.00 thing{at}" for at in range(60)))
    assert any(">60" in row and "thing59" in row for row in drawn(till))
    assert any("> 7" in row and "thing6" in row for row in drawn(till.type("line 7")))
    assert any("more rows" in row for row in drawn(till))


def test_what_is_parked_and_what_is_pending_is_seen() -> None:
    till = Till().type("fw", "park Li", "cake", "3x")
    text = "\n".join(drawn(till))
    assert "p1 Li  3.50" in text
    assert ">     3x ?" in text
    helped = "\n".join(drawn(till.type("help")))
    # All of it has room.
    assert [line for line in till.state.side if line not in helped] == []


@given(
    st.lists(st.sampled_from(("fw", "3x", "total", "-5% party", "line 2", "park Li", "recall p1", "help")), max_size=30)
)
def test_whatever_is_in_the_cart_the_grid_keeps_its_size(lines: list[str]) -> None:
    till = Till()
    for line in lines:
        till.state = typed(till.state, line, till.shop).state
        drawn(till)


@pytest.mark.parametrize("strange", STRANGE, ids=ascii)
def test_strange_names_cannot_move_the_grid(strange: str) -> None:
    items = [*ITEMS, Item("odd", strange, 123_456_789, "A")]
    till = Till(Shop(ListedGoods(items=items))).type("200x odd", "-10% regular", "total", "-5% party", "park Li", "odd")
    around = Around(strange, (strange,) * 30, strange)
    drawn(till, around)
    till.type("pay").begin().tell(effects.SaleOpened("1-000042", "5rt3", (), strange))
    drawn(till, around)
    drawn(till.tell(effects.EffectDone(strange, (strange,) * 30)), around)
    drawn(till.tell(effects.SalePaid("1-000042", strange, strange, strange, 10**14)), around)


def test_the_lines_of_a_recalled_cart_stand_there_once_and_a_long_list_says_what_is_left_out() -> None:
    till = Till().type("fw", "park Li", "recall p1")
    assert till.state.side == (" 1 Flat white  3.50",)
    assert sum("Flat white" in row for row in drawn(till)) == 1
    shares = drawn(till.type("split 20"))
    assert "p19 Li 19/20" not in "".join(shares)
    assert any(".. and 2 more rows" in row for row in shares)
