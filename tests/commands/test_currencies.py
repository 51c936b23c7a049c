"""A word behind an amount that reads as a currency is the currency or is refused, wherever an amount is typed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from iso4217 import Currency

from paycli.domain.currency_words import CODES, reads_as_currency
from paycli.main import run
from tests.commands.conftest import refused
from tests.support.catalogue import WITH_AMOUNT, Case
from tests.support.misses import Misses

if TYPE_CHECKING:
    import pytest

    from tests.support.inside import Household
    from tests.support.town import Town

OTHERS = (
    "JPY",
    "jpy",
    "Chf",
    "USD",
    "\u20ac",
    "$",
    "US$",
    "\u00a5",
    "\u5143",
    "\uff2a\uff30\uff39",
    "JPY,",
    "(usd)",
    "eur",
    "5$",
)
GLUED = ("100JPY", "JPY100", "jpy100", "100 JPY", "JPY 100", "\u20ac5", "5\u20ac", "\uffe55", "5 eur")
TAKES_WORDS = {
    "send", "envelope send", "cash in", "refund", "give-back", "request new", "split", "pos charge", "pos in",
    "pos out", "pos tips",
}  # fmt: skip


def test_a_currency_that_the_ledger_does_not_have_moves_no_other(
    unchanged: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    with Misses() as misses:
        for case in WITH_AMOUNT:
            # Money is tried with the words at once behind the amount, and with the note that stands there already.
            for word in OTHERS:
                words = with_behind(unchanged, case, case.amount, word)
                with misses.of(*words):
                    said = refused(capsys, 2, *words, "--yes").err
                    assert case.command not in TAKES_WORDS or "-m" in said, "how to write it as a note"
            for amount in GLUED:
                words = unchanged.words(case.with_word(case.amount), X=amount)
                with misses.of(*words):
                    refused(capsys, 2, *words, "--yes")


def test_a_currency_of_the_ledger_behind_an_amount_is_the_currency(
    unchanged: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    tried = set[str]()
    with Misses() as misses:
        for case in WITH_AMOUNT:
            words = with_behind(unchanged, case, case.amount, "EUR")
            with misses.of(*words):
                if case.command not in TAKES_WORDS:
                    refused(capsys, 2, *words, "--yes")
                    continue
                glued = unchanged.words(case.with_word(case.amount), X=f"{case.amount}EUR")
                assert tried_as(capsys, *words) == tried_as(capsys, *glued)
                tried.add(case.command)
    assert tried == TAKES_WORDS


def with_behind(town: Town, case: Case, amount: str, word: str) -> list[str]:
    words = town.words(case.with_word(case.amount), X=amount)
    words.insert(words.index(amount) + 1, word)
    return words


def tried_as(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    capsys.readouterr()
    status = run([*words, "--dry-run", "--json", "--yes"])
    out, err = capsys.readouterr()
    assert status == 0, err
    document: dict[str, Any] = json.loads(out)
    return {name: value for name, value in document.items() if name not in {"id", "short", "qr", "due"}}


def test_a_note_that_reads_as_a_currency_is_written_with_m(empty_house: Household) -> None:
    house = empty_house.begin("li", shops=("cafe",), cash={"ming": "50"})
    for line in ("send li 5", "envelope send li 5", "cash in li 5", "pos charge 5 --as cafe"):
        found = house.json(*line.split(), "-m", "all my love", *(() if "--as" in line else ("--as", "ming")))
        assert (found["amount"], found["currency"]) == ("5.00", "EUR"), line
        assert "all my love" in (found.get("note"), found.get("message"), *found.get("lines", ())), line


def test_a_second_currency_of_the_ledger_is_charged_and_sent(empty_house: Household) -> None:
    house = empty_house.begin("li", shops=("cafe",), cash={"ming": "50"})
    house.run("ledger", "set", "currency", "JPY", "--as", "ming")
    charged = house.json("pos", "charge", "300", "JPY", "tea", "--as", "cafe")
    assert (charged["amount"], charged["currency"], charged["lines"]) == ("300", "JPY", ["tea"])
    assert "needs 300 JPY" in house.json("send", "li", "300", "JPY", "--as", "ming", status=3)["message"]
    sale = house.json("pos", "charge", "10", "tea", "--as", "cafe")["id"]
    house.run("pay", sale, "--as", "ming")
    house.run("refund", sale, "5", "JPY", "--as", "cafe", status=6)
    assert house.balance("ming") == "40.00"


def test_the_codes_are_those_of_the_standard() -> None:
    # BGN was withdrawn in 2026: the oldest package that is allowed has it, the newest has not.
    assert {each.code for each in Currency} | {"BGN"} == CODES


def test_what_reads_as_a_currency_and_what_does_not() -> None:
    assert [
        word for word in ("rent", "tea", "for", "2/4", "@li", "100", "cafe", "...", "") if reads_as_currency(word, ())
    ] == []
    assert reads_as_currency("pts", {"PTS"})
    assert reads_as_currency("\u20bf1", ())
