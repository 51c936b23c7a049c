"""What is no amount, no handle or no order of words gets a clear error, status 2, and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.commands.conftest import refused
from tests.support.books import everything_in
from tests.support.catalogue import WITH_AMOUNT, WITH_HANDLE
from tests.support.misses import Misses

if TYPE_CHECKING:
    from tests.support.town import Town

BAD = (
    "12.345",
    "1,000",
    "12,50",
    "1.000.000",
    "1e3",
    "1E3",
    "\uff11\uff12",  # full-width digits
    "\u0661\u0662",  # Arabic digits
    "12\u066b50",
    "\u00bd",
    "NaN",
    "inf",
    "0x10",
    "1_000",
    "+5",
    "-5",
    "--5",
    "12.",
    ".5",
    "12eur",
    "12.50Eur",
    "12.50EURO",
    "12.50 EUR ",
    "EUR12.50EUR",
    "$12.50",
    "12.50\u20ac",
    "12.50XYZ",
    "5 5",
    "5\n",
    "5\x00",
    "\x1b[2J5",
    " ",
    "",
    "1000000000000000",
    "9" * 30,
    "9" * 10_000,
)


@pytest.mark.parametrize("half", [0, 1])
def test_what_is_no_amount_is_refused(unchanged: Town, capsys: pytest.CaptureFixture[str], half: int) -> None:
    # All of them with all commands are many for one test: each half is within what one may cost.
    before = everything_in(unchanged.ledger)
    with Misses() as misses:
        for case in WITH_AMOUNT:
            for amount in BAD[half::2]:
                words = unchanged.words(case.with_word(case.amount), X=amount)
                with misses.of(*words):
                    said = refused(capsys, 2, *words, "--yes")
                    assert len(said.err) < 1000, "an error is short, whatever was typed"
                    if amount in {"1,000", "1e3", "\uff11\uff12", "NaN", "-5", "12.345"}:
                        # A lone word that is no amount could be a name whose amount was forgotten: then the whole
                        # form is shown, and where one amount alone can be meant, the line with it.
                        right = any(form in said.err for form in ("12.50", "envelope send li 8.88", "1000", "12"))
                        assert right, "the error shows the right form"
            with misses.of(case.typed):
                assert everything_in(unchanged.ledger) == before, "the ledger was changed"


def test_nothing_is_no_amount_to_move(unchanged: Town, capsys: pytest.CaptureFixture[str]) -> None:
    with Misses() as misses:
        for case in WITH_AMOUNT:
            for amount in ("0", "0.00", "0EUR", "000") if not case.zero else ():
                words = unchanged.words(case.with_word(case.amount), X=amount)
                with misses.of(*words):
                    assert "more than zero" in refused(capsys, 2, *words, "--yes").err


HANDLES = ("Bo", "LI", "b", "5", "12", "5EUR", "all", "me", "world", "operator", "@", "@@li", "li!", "l i", "l\u00ef",
           "\u0430\u0431", "li\n", "", "../li", "x" * 33, "x" * 10_000, "\x1b[2Jli", "-li", "_li")  # fmt: skip


def test_what_is_no_handle_is_refused(unchanged: Town, capsys: pytest.CaptureFixture[str]) -> None:
    before = everything_in(unchanged.ledger)
    with Misses() as misses:
        for case in WITH_HANDLE:
            for handle in HANDLES:
                words = unchanged.words(case.with_word(case.handle), X=handle)
                if case.command == "envelope send" and handle[:1].isdigit():
                    # An amount at that place is the amount, and what follows is the message.
                    words.insert(2, "@")
                with misses.of(*words):
                    assert len(refused(capsys, 2, *words, "--yes").err) < 1000
            with misses.of(case.typed):
                assert everything_in(unchanged.ledger) == before, "the ledger was changed"


def test_a_handle_that_nobody_has_is_not_found(unchanged: Town, capsys: pytest.CaptureFixture[str]) -> None:
    with Misses() as misses:
        for case in WITH_HANDLE:
            # One letter away from @li: a payee is never corrected by itself.
            words = unchanged.words(case.with_word(case.handle), X="lii")
            with misses.of(*words):
                assert case.free or "@lii" in refused(capsys, 4, *words, "--yes").err


def test_a_handle_that_somebody_has_is_not_invited(unchanged: Town, capsys: pytest.CaptureFixture[str]) -> None:
    for handle in ("li", "ming", "cafe"):
        refused(capsys, 5, "wallet", "invite", handle, "--as", "ming")


SWAPPED = {
    "send 5 bo": "paycli send bo 5",
    "send 5EUR @li rent march": "paycli send @li 5EUR rent march",
    "send 5 nobody": "paycli send nobody 5",
    "cash in 20 li": "paycli cash in li 20",
    "ledger credit 20 li": "paycli ledger credit li 20",
    "envelope send 8.88 li": "paycli envelope send li 8.88",
}


def test_a_swapped_order_gets_the_line_to_copy(unchanged: Town, capsys: pytest.CaptureFixture[str]) -> None:
    with Misses() as misses:
        for typed, right in SWAPPED.items():
            with misses.of(typed):
                assert right in refused(capsys, 2, *typed.split(), "--yes", "--as", "ming").err


def test_nobody_pays_themselves(unchanged: Town, capsys: pytest.CaptureFixture[str]) -> None:
    assert "You cannot pay yourself" in refused(capsys, 6, "send", "ming", "5", "--yes", "--as", "ming").err
    assert "You cannot pay yourself" in refused(capsys, 6, "pay", unchanged.sale, "--yes", "--as", "cafe").err


WRONG_LINES = (
    "send li", "send", "topup", "grab a b", "nonsense", "send li 5 --nonsense", "wallet nonsense", "--as", "pay",
    "send li 5 x -m y --as ming --yes", "envelope send hello",
)  # fmt: skip


def test_a_wrong_command_line_is_status_2(unchanged: Town, capsys: pytest.CaptureFixture[str]) -> None:
    with Misses() as misses:
        for line in WRONG_LINES:
            with misses.of(line):
                refused(capsys, 2, *line.split())
