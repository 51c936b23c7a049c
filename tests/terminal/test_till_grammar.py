"""The grammar of the till: what a line asks for, and what comes back because it could be read in two ways."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from paycli.domain.cart import Discount, Pricing
from paycli.domain.goods import RESERVED, Item, has_check_digit, word_problem
from paycli.terminal.till import actions
from paycli.terminal.till.grammar import parse
from paycli.terminal.till.own_lines import OWN_LINES
from paycli.terminal.till.state import Shop
from paycli.terminal.till.words import LineRefused, SaleNumber
from tests.support.misses import Misses
from tests.support.shop import ITEMS, MUG, ListedGoods, Till

SHOP = Shop(ListedGoods())
JPY = Shop(ListedGoods(Pricing("JPY", 0)))
KWD = Shop(ListedGoods(Pricing("KWD", 3)))


def read(line: str, shop: Shop = SHOP) -> list[actions.Action]:
    return [asked.action for asked in parse(line, shop)]


ITEM = {item.code: actions.Ring(item) for item in ITEMS}
TAKEN: dict[str, list[actions.Action]] = {
    "": [],
    "   ": [],
    MUG: [ITEM[MUG]],
    f"0{MUG}": [ITEM[MUG]],
    "0036000291452": [ITEM["036000291452"]],
    "FW": [ITEM["fw"]],
    "white": [ITEM["fw"]],
    "4011": [ITEM["4011"]],
    '"fw"': [ITEM["fw"]],
    "fw\u00a0cake": [ITEM["fw"], ITEM["cake"]],
    "fw cake fw": [ITEM["fw"], ITEM["cake"], ITEM["fw"]],
    "3x fw": [actions.Multiply(3), ITEM["fw"]],
    "3X": [actions.Multiply(3)],
    f"3x{MUG}": [actions.Multiply(3), ITEM[MUG]],
    f"fw 2X0{MUG}": [ITEM["fw"], actions.Multiply(2), ITEM[MUG]],
    "3xfw": [actions.Multiply(3), ITEM["fw"]],
    "cake 2X4011 pay": [ITEM["cake"], actions.Multiply(2), ITEM["4011"], actions.Pay()],
    "200x": [actions.Multiply(200)],
    "fw x3": [ITEM["fw"], actions.SetQuantity(3)],
    "x0": [actions.SetQuantity(0)],
    "+2": [actions.AddQuantity(2)],
    "-1": [actions.AddQuantity(-1)],
    '12.50 "fw"': [actions.RingFree(1250, "fw", "A")],
    '12.50 carrot "cake" B': [actions.RingFree(1250, "carrot cake", "B")],
    "12.50 cake slice": [actions.RingFree(1250, "cake slice", "A")],
    "12.50 coffee": [actions.RingFree(1250, "coffee", "A")],
    "12,50 coffee": [actions.RingFree(1250, "coffee", "A")],
    "12.50 coffee B": [actions.RingFree(1250, "coffee", "B")],
    '12.50 vitamin "B"': [actions.RingFree(1250, "vitamin B", "A")],
    "12.50 B": [actions.RingFree(1250, "B", "A")],
    "0.05 bag": [actions.RingFree(5, "bag", "A")],
    '3.50 "2 eggs"': [actions.RingFree(350, "2 eggs", "A")],
    "3.50 gift box": [actions.RingFree(350, "gift box", "A")],
    '3.50 "cash box"': [actions.RingFree(350, "cash box", "A")],
    "3x 1.20 small roll": [actions.Multiply(3), actions.RingFree(120, "small roll", "A")],
    "-10% regular": [actions.TakeOff(Discount(100_000, 0, "regular"))],
    "-2.5% old friend": [actions.TakeOff(Discount(25_000, 0, "old friend"))],
    "-2,0001% x-mas": [actions.TakeOff(Discount(20_001, 0, "x-mas"))],
    "-100% party": [actions.TakeOff(Discount(1_000_000, 0, "party"))],
    "-2.00 dented": [actions.TakeOff(Discount(0, 200, "dented"))],
    "undo": [actions.Undo()],
    "void": [actions.Void(None)],
    "VOID 3": [actions.Void(3)],
    "line 12": [actions.Select(12)],
    "total": [actions.Select(None)],
    "park Li": [actions.Park("Li")],
    "park Table 4": [actions.Park("Table 4")],
    "park": [actions.Park("")],
    "recall": [actions.Recall("")],
    "split 3": [actions.Split("", 3)],
    "split Table 4 3": [actions.Split("Table 4", 3)],
    "split p1 1,2x3": [actions.TakeLines("p1", (actions.Amount(1), actions.Amount(3, 2)))],
    "split line 2": [actions.TakeLines("", (actions.Amount(2),))],
    "split": [actions.TakeLines("", ())],
    "split Li Po": [actions.TakeLines("Li Po", ())],
    "split p1 line 2": [actions.TakeLines("p1", (actions.Amount(2),))],
    "move Table 4 2 p1": [actions.MoveLines(("Table", "4", "2", "p1"))],
    "merge p1 p2": [actions.Merge(("p1", "p2"))],
    "recall Table 4": [actions.Recall("Table 4")],
    "pay": [actions.Pay()],
    "fw Pay": [ITEM["fw"], actions.Pay()],
    "12.50 coffee pay": [actions.RingFree(1250, "coffee", "A"), actions.Pay()],
    "12.50 coffee B cash 20": [actions.RingFree(1250, "coffee", "B"), actions.PayCash(2000)],
    "fw -10% regular @li": [ITEM["fw"], actions.TakeOff(Discount(100_000, 0, "regular")), actions.PayTab("li")],
    "cash": [actions.PayCash(None)],
    "cash 20": [actions.PayCash(2000)],
    "cash 20,50": [actions.PayCash(2050)],
    "@li": [actions.PayTab("li")],
    "gift for the birthday": [actions.PayGift("for the birthday")],
    "refund 1-41": [actions.GiveBack(SaleNumber(1, 41), None, None, "")],
    "refund 1-000041 cold": [actions.GiveBack(SaleNumber(1, 41), None, None, "cold")],
    "refund 1-41 3.50 cold soup": [actions.GiveBack(SaleNumber(1, 41), 350, None, "cold soup")],
    "refund 1-41 2 cold": [actions.GiveBack(SaleNumber(1, 41), 200, None, "cold")],
    'refund 1-41 "2 cold soups"': [actions.GiveBack(SaleNumber(1, 41), None, None, "2 cold soups")],
    "refund 12-7 line 2 cold": [actions.GiveBack(SaleNumber(12, 7), None, 2, "cold")],
    "cancel": [actions.CancelSale()],
    "x": [actions.ShowReport()],
    "open": [actions.OpenDay(None)],
    "open 200": [actions.OpenDay(20_000)],
    "close": [actions.CloseDay(None, "")],
    "close 386.00 change missing": [actions.CloseDay(38_600, "change missing")],
    "in 50 change": [actions.MoveCash(False, 5000, "change")],
    "out 100.00 bank": [actions.MoveCash(True, 10_000, "bank")],
    "drawer": [actions.OpenDrawer("")],
    "print 1-41": [actions.PrintReceipt(SaleNumber(1, 41))],
    "print x": [actions.PrintDay(None, is_open=True)],
    "print Z": [actions.PrintDay(None, is_open=False)],
    "print z 12": [actions.PrintDay(12, is_open=False)],
    "lock": [actions.Lock()],
    "help cash": [actions.Help("cash")],
    "quit": [actions.Quit()],
}
# Each with the word at which the cursor is then.
REFUSED = {
    # A bare whole number has two readings, and what nearly is an amount has none.
    "12": "12", "7 coffee": "7", "999999 coffee": "999999", "12.5 coffee": "12.5", "12.505 coffee": "12.505",
    "1,200 coffee": "1,200", "1.200,50 coffee": "1.200,50", "1'200.50 coffee": "1'200.50",
    "12.50EUR coffee": "12.50EUR",
    "€12.50 coffee": "€12.50", "012.50 coffee": "012.50", "12.50": "12.50", ".50 bag": ".50", "12. bag": "12.",
    "-1,200 old": "-1,200", "+2.00 bag": "+2.00", "\uff11\uff12.50 coffee": "\uff11\uff12.50",
    "12.50 F F": "F", "fw 12": "12",
    "1234567.00 car": "1234567.00", "12.504006381333931": "12.504006381333931", "3.50 coffee 2.00 tea": "2.00",
    # What is an item may have been meant as one.
    "3.00 fw": "fw", "3.00 FW B": "FW", "3.00 tea fw": "fw", "3.00 tea 2xfw": "2xfw", "3.00 fw pay": "fw",
    "-10% regular cake": "cake", "-2.00 fw": "fw",
    # Quantities.
    "0x": "0x", "201x": "201x", "x201": "x201", "+201": "+201", "123x123": "123x123", "3xmilk": "3xmilk",
    "201xfw": "201xfw", "0xfw": "0xfw",
    "4.50 tea 3x": "3x",
    "4.50 tea +2": "+2", "4.50 tea 10%": "10%",
    # Discounts.
    "-10%": "-10%", "-2.00": "-2.00", "-0% x": "-0%", "-101% all": "-101%", "-0.00 nothing": "-0.00",
    "10% off": "10%",
    "-10% pay": "pay",
    # A closing word is the last.
    "pay fw": "pay", "@li fw": "@li", "@li 3x": "@li", "cash 20 fw": "cash", "cash fw": "cash", "pay pay": "pay",
    "3.50 cash box": "cash", "3.50 pay later": "pay", "-10% pay back": "pay", "@LI": "@LI", "@": "@",
    "cash 1,200": "1,200",
    "cash 24006381333931": "24006381333931", "cash 20 20": "cash",
    # What stands on a line of its own.
    "gift 1-2 a regular": "1-2", "receipt 1-41": "receipt", "charge 5": "charge",
    "fw undo": "undo", "fw gift": "gift", "fw x": "x", "undo 2": "2", "x 3": "3", "total -10%": "-10%", "void a": "a",
    "void 0": "0", "void 1234": "1234", "void 1 2": "2", "gift": "gift", "line": "line",
    "split 1": "1", "split 21": "21", "split 0": "0", "split line x": "x",
    "move": "move", "move p1 p2": "move", "merge": "merge",
    "refund": "refund",
    "refund 41": "41", "refund 1-0": "1-0", "refund 1-41 0 cold": "0", "refund 1-41 3,5 cold": "3,5",
    "refund 1-41 0.00 x": "0.00", "refund 1-41 line": "line", "refund 1-4140063813": "1-4140063813", "out 100": "out",
    "out bank": "out", "in 0 x": "in", "open x": "x", "close soon": "soon", "print 8": "8",
    "print x 3": "3", "print z 1 2": "2", "print z 0": "0", "print z 1-41": "1-41", f"print z {'9' * 30}": "9" * 30,
    f"park {'x' * 31}": "x" * 31,
    # Scans that are damaged, glued to something, or land in a text.
    f"4.50 {MUG}": MUG, f"gift {MUG}": MUG, f"park {MUG}": MUG, f"-10% {MUG}": MUG, f"fw{MUG}": f"fw{MUG}",
    f'"{MUG[:-1]}0"': f'"{MUG[:-1]}0"', "4006381333930": "4006381333930", "12345670": "12345670",
    f"{MUG}{MUG}": f"{MUG}{MUG}",
    "٤٠٠٦٣٨١٣٣٣٩٣١": "٤٠٠٦٣٨١٣٣٣٩٣١",
    # The rest.
    "nonsense": "nonsense", '"text alone"': '"text alone"', '"open': '"open', "fw\x1b[2J": "\x1b[2J",
    "fw\t\x00": "\t\x00",
    f"4.50 {'x' * 101}": "x" * 101, "tip": "tip", "item": "item",
}  # fmt: skip


def test_each_line_asks_for_what_it_says() -> None:
    with Misses() as misses:
        for line, wanted in TAKEN.items():
            with misses.of(line):
                # Records of two kinds with equal fields are equal, as tuples are.
                assert [(type(each), each) for each in read(line)] == [(type(each), each) for each in wanted]


def test_a_refused_line_has_its_cursor_at_the_word_that_is_wrong() -> None:
    with Misses() as misses:
        for line, word in REFUSED.items():
            with misses.of(line):
                with pytest.raises(LineRefused) as refusal:
                    parse(line, SHOP)
                assert line[refusal.value.start :].startswith(word), (line[refusal.value.start :], str(refusal.value))
                assert Till().refused(line)


def test_words_of_commands_are_no_lines_of_the_till_and_it_says_which_are() -> None:
    assert Till().refused("receipt 1-41") == "receipt is not a word of the till: print 1-41 prints one"
    assert Till().refused("tips") == "tips is not a word of the till: help lists them"
    assert "gift a regular" in Till().type("fw").refused("gift 1-2 a regular")
    assert Till().type("fw", 'gift "1-2 is hers"').effects


def test_both_readings_of_a_bare_number_are_said() -> None:
    assert "12.00 and a name is a price, 12x is a quantity" in Till().refused("12")
    assert "500 coffee is a price, 500x is a quantity" in Till(JPY).refused("500")


def test_what_is_in_two_ways_an_item_is_taken_with_a_blank_as_by_a_command() -> None:
    shop = Shop(ListedGoods(items=(Item("l", "Shirt L", 1500, "A"), Item("2xl", "Shirt XXL", 2000, "A"))))
    assert Till(shop).refused("2xl") == "that can be two things: write 2x l or 1x 2xl"
    assert Till(shop).type("2x l").lines == [(2, "Shirt L", 3000)]
    assert Till(shop).type("1x 2xl").lines == Till(shop).type('"2xl"').lines == [(1, "Shirt XXL", 2000)]


def test_amounts_have_the_decimals_of_their_currency() -> None:
    assert read("500 coffee", JPY) == [actions.RingFree(500, "coffee", "")]
    assert read("-100 dented", JPY) == [actions.TakeOff(Discount(0, 100, "dented"))]
    assert read("-1", JPY) == [actions.AddQuantity(-1)]
    assert read("1.250 oud", KWD) == [actions.RingFree(1250, "oud", "")]
    assert read("cash 20", KWD) == [actions.PayCash(20_000)]
    for line, shop in (("5.00 coffee", JPY), ("1,200 coffee", JPY), ("1,250 oud", KWD), ("1.25 oud", KWD)):
        with pytest.raises(LineRefused):
            parse(line, shop)


# --- codes are never money -------------------------------------------------------------------------------------------
digits = st.text("0123456789", min_size=7, max_size=20)


@pytest.mark.slow
@settings(max_examples=10_000)
@given(digits, st.sampled_from((SHOP, JPY, KWD)))
@example("0" * 13, SHOP)
@example("00000017", JPY)
def test_a_run_of_seven_digits_or_more_is_never_an_amount_or_a_quantity(code: str, shop: Shop) -> None:
    known = has_check_digit(code) and shop.goods.find(code) is not None
    till = Till(shop)
    if known:
        assert [type(action) for action in read(code, shop)] == [actions.Ring]
        return
    till.refused(code)
    for line in (f"cash {code}", f"{code}x", f"x{code}", f"+{code}", f"-{code}", f"-{code} old", f"{code}.00 tea"):
        till.refused(line)


@given(digits, st.sampled_from(("fw", "3x", "-10% regular", "2.50 tea")))
def test_a_scan_that_lands_in_a_line_changes_nothing(code: str, line: str) -> None:
    till = Till().type("cake", "cake")
    if has_check_digit(code) and till.shop.goods.find(code) is not None:
        return
    for typed_line in (f"{line}{code}", f"{line} {code}", f"{code}{line}", f"{code} {line}"):
        till.refused(typed_line)


@given(st.text(max_size=40) | st.text("0123456789.,x+-% @\"'pacshgift", max_size=25))
def test_whatever_is_typed_is_taken_or_comes_back(line: str) -> None:
    till = Till().type("fw", "2x cake")
    try:
        parse(line, till.shop)
    except LineRefused:
        till.refused(line)


def test_no_item_can_have_a_word_of_the_grammar() -> None:
    assert set(OWN_LINES) <= RESERVED
    assert [
        word for word in (*OWN_LINES, "pay", "cash", "3x", "x3", "12.50", "1-41") if word_problem(word) is None
    ] == []
