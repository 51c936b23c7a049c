"""A till with its journal, and what it answers line by line."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from paycli.errors import Unavailable
from paycli.home.till_journal import TillJournal
from paycli.terminal.till import effects
from paycli.terminal.till.lines import answer, waiting_rows
from paycli.terminal.till.session import TillSession
from tests.support.shop import MUG
from tests.support.tills import CAFE, SHOP

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OPENED = effects.SaleOpened("1-000042", "5rt3", (), "17:05:12")


@pytest.fixture
def journal(home: Path) -> Iterator[TillJournal]:
    journal = TillJournal(home, CAFE, 1)
    yield journal
    journal.close()


@pytest.fixture
def till(journal: TillJournal) -> TillSession:
    return TillSession(journal, SHOP)


def said(till: TillSession, *lines: str) -> list[str]:
    for line in lines:
        till.type(line)
    return list(answer(till.state, till.shop))


def test_each_line_is_answered_with_what_it_did_and_the_total(till: TillSession) -> None:
    assert said(till, MUG) == ["Mug, cafe logo 9.00", "TOTAL 9.00 EUR    1 line    tax B 19% 1.44"]
    assert said(till, "2x fw")[0] == "2x Flat white 7.00"
    assert said(till, "void", "void", "undo", "park Li") == ["parked as p1: Li"]
    assert said(till, "recall") == ["p1 Li  9.00", "recall p1 brings one back"]


def test_a_refused_line_has_a_mark_below_the_word(till: TillSession) -> None:
    assert said(till, "fw 12 pay") == [
        "> fw 12 pay", "     ^", "! 12.00 and a name is a price, 12x is a quantity",
    ]  # fmt: skip
    assert said(till, "茶 fw")[1] == "  ^"
    assert said(till, 'fw 3.50 "茶" 12')[1] == " " * 15 + "^"


def test_a_sale_from_the_first_line_to_the_change(till: TillSession, journal: TillJournal) -> None:
    (charge,) = [effect for line in ("fw", "pay") for effect in till.type(line)]
    assert isinstance(charge, effects.Charge)
    till.begin("k7")
    till.hear(OPENED)
    assert waiting_rows(till.state)[1] == "Scan the code, or type: paycli pay 5rt3"
    (cash,) = till.type("cash 5")
    assert isinstance(cash, effects.TakeCash)
    change = cash.given_minor - cash.due_minor
    till.hear(effects.SalePaid("1-000042", "cash", "", "17:03", 350, given_minor=500, change_minor=change))
    assert answer(till.state, till.shop)[0] == "1-000042 cash  change 1.50. The next scan begins the next sale"
    assert journal.restore().is_empty


def test_a_line_that_cannot_be_kept_comes_back_and_nothing_is_done(till: TillSession, journal: TillJournal) -> None:
    till.type("fw")
    file = journal._journal
    real, file._descriptor = file._descriptor, os.open("/dev/full", os.O_RDWR)
    before = till.state.carts
    assert till.type("cake pay") == ()
    assert (till.state.carts, till.state.returned, till.state.is_refused) == (before, "cake pay", True)
    assert "could not be written" in till.state.notice
    with pytest.raises(Unavailable):
        till.begin("k")
    os.close(file._descriptor)
    file._descriptor = real
    assert len(till.type("cake pay")) == 1
