"""The answer never arrived: the program was killed between two steps, or the bank's reply was lost."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from paycli.rails.sandbox import SandboxBank
from paycli.services.engine import drafts as ordering
from paycli.services.rails import card_transfers, in_flight
from tests.faults.test_idempotency import REPEATED, balances
from tests.support.program import paycli
from tests.support.proof import entries, faults
from tests.support.town import two_wishes

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.catalogue import Case
    from tests.support.inside import Household

pytestmark = pytest.mark.python

CHARGED = ("charge", 7_00)
WITH_KEY = ("topup", "7", "-k", "more", "--as", "ming")

# Each place comes later than the one before: the order is posted, the bank has charged, the answer is booked.
STEPS = (
    pytest.param(SandboxBank, "status", id="before-the-bank-is-asked"),
    pytest.param(SandboxBank, "charge", id="before-the-charge"),
    pytest.param(in_flight, "_book_answer", id="between-the-charge-and-its-booking"),
    pytest.param(card_transfers, "_raise_if_not_done", id="after-the-booking"),
)


def charges(house: Household) -> list[tuple[str, int]]:
    """Give what the bank did after the household's first top-up."""
    return house.movements()[1:]


@pytest.mark.slow
@pytest.mark.parametrize("case", REPEATED, ids=str)
def test_whoever_is_killed_right_behind_the_commit_gets_the_answer_by_repeating(
    case: Case, empty_house: Household
) -> None:
    household, wishes = empty_house, two_wishes(case, empty_house)
    line = (*wishes.line, "-k", "the key", "--as", wishes.who)
    before, bank = entries(household.ledger), household.movements()
    household.killed_at(ordering, "remember_head", *line)
    assert entries(household.ledger) == before + 1
    assert household.movements() == bank
    again = household.json(*line)
    assert again["replayed"] is True
    left, booked = balances(household), entries(household.ledger)
    assert household.json(*line) == again
    assert (balances(household), entries(household.ledger)) == (left, booked)
    assert len(household.movements()) <= len(bank) + 1
    assert faults(household.ledger) == []


@pytest.mark.parametrize(("place", "name"), STEPS)
def test_a_top_up_killed_at_any_step_is_completed_by_a_repeat_and_charged_once(
    household: Household, place: object, name: str
) -> None:
    household.killed_at(place, name, *WITH_KEY)
    before = household.balance("ming")
    told = paycli(*WITH_KEY, "--yes").stdout
    # What this run brought about is never said to have been done before.
    done_before = before == household.balance("ming")
    assert told.startswith("Done before, nothing was done again: " if done_before else "Finished the earlier run: ")
    answer = household.json(*WITH_KEY)
    assert (answer["replayed"], answer["state"], answer["amount"]) == (True, "done", "7.00")
    assert household.json(*WITH_KEY) == answer
    assert charges(household) == [CHARGED]
    assert household.balance("ming") == "1007.00"
    assert faults(household.ledger) == []


@pytest.mark.parametrize("finish", ["tick", "show"])
@pytest.mark.parametrize(("place", "name"), STEPS)
def test_a_top_up_killed_at_any_step_is_completed_by_looking_after_it(
    household: Household, place: object, name: str, finish: str
) -> None:
    household.killed_at(place, name, *WITH_KEY)
    newest = household.json("log", "--as", "ming")["items"]
    asked = next(each["id"] for each in newest if each["kind"] == "topup.ask")
    household.run(*(("tick",) if finish == "tick" else ("show", asked)), "--as", "ming")
    assert household.json("show", asked, "--as", "ming")["state"] == "done"
    assert charges(household) == [CHARGED]
    assert household.balance("ming") == "1007.00"
    assert household.json(*WITH_KEY)["state"] == "done"
    assert charges(household) == [CHARGED]
    assert faults(household.ledger) == []


@pytest.mark.parametrize(
    ("place", "name"),
    [(SandboxBank, "payout"), (in_flight, "_book_answer"), (card_transfers, "_raise_if_not_done")],
    ids=["before-the-payout", "before-its-booking", "after-the-booking"],
)
def test_a_withdrawal_killed_at_any_step_is_completed_and_paid_out_once(
    household: Household, place: object, name: str
) -> None:
    line = ("withdraw", "7", "-k", "out", "--as", "ming")
    household.killed_at(place, name, *line)
    assert household.balance("ming") == "993.00"
    assert household.json(*line)["state"] == "done"
    assert charges(household) == [("payout", 7_00)]
    assert household.balance("ming") == "993.00"
    assert faults(household.ledger) == []


def by_repeating(house: Household, _asked: str) -> None:
    house.run(*WITH_KEY, "--from", "c2")


def by_ticking(house: Household, asked: str) -> None:
    house.run("tick", "--as", "ming")
    house.run("show", asked, "--as", "ming")


def by_showing(house: Household, asked: str) -> None:
    house.run("show", asked, "--as", "ming")
    house.run("show", asked, "--as", "ming")


@pytest.mark.parametrize("finish", [by_repeating, by_ticking, by_showing])
def test_a_reply_that_is_lost_is_found_by_asking_and_the_card_charged_once(
    household: Household, finish: Callable[[Household, str], None]
) -> None:
    household.run("card", "bind", "--test", "lost", "--as", "ming")
    pending = household.json(*WITH_KEY, "--from", "c2", status=75)
    assert (pending["code"], pending["retry"]) == ("rail_pending", "same_key")
    # The money moved at the bank, and the ledger says truly that it does not know.
    assert charges(household) == [CHARGED]
    assert household.balance("ming") == "1000.00"
    asked = household.json("log", "--as", "ming")["items"][0]["id"]
    finish(household, asked)
    assert household.json("show", asked, "--as", "ming")["state"] == "done"
    assert household.json(*WITH_KEY, "--from", "c2")["replayed"] is True
    assert charges(household) == [CHARGED]
    assert household.balance("ming") == "1007.00"
    assert faults(household.ledger) == []


@pytest.mark.parametrize("finish", ["repeat", "tick", "show"])
def test_a_card_that_answers_late_is_pending_until_it_has_and_is_charged_once(
    household: Household, finish: str
) -> None:
    household.run("card", "bind", "--test", "slow", "--as", "ming")
    line = (*WITH_KEY, "--from", "c2")
    assert household.json(*line, status=75)["code"] == "rail_pending"
    asked = household.json("log", "--as", "ming")["items"][0]["id"]
    after = {"repeat": line, "tick": ("tick", "--as", "ming"), "show": ("show", asked, "--as", "ming")}[finish]
    # The slow card has its answer when it is asked for the second time.
    household.run(*after, status=0 if finish == "show" else 75)
    assert household.balance("ming") == "1000.00"
    household.run(*after)
    assert charges(household) == [CHARGED]
    assert household.balance("ming") == "1007.00"
    assert household.json(*line)["replayed"] is True
    assert charges(household) == [CHARGED]
    assert faults(household.ledger) == []


def test_a_declined_card_moves_nothing_and_says_so_again_to_a_repeat(household: Household) -> None:
    household.run("card", "bind", "--test", "declined", "--as", "ming")
    before = balances(household)
    first = household.json(*WITH_KEY, "--from", "c2", status=3)
    assert (first["code"], first["retry"]) == ("card_declined", "no")
    booked = entries(household.ledger)
    assert household.json(*WITH_KEY, "--from", "c2", status=3) == first
    household.json("withdraw", "7", "--to", "c2", "--as", "ming", status=3)
    assert balances(household) == before
    assert entries(household.ledger) == booked + 2
    assert faults(household.ledger) == []


def test_a_bank_that_cannot_be_reached_leaves_a_top_up_pending_never_forgotten(household: Household) -> None:
    """The order stands by then: saying that nothing happened would make a script order it twice."""
    integrity = household.bank.read_bytes()
    household.bank.unlink()
    household.bank.mkdir()
    assert household.json(*WITH_KEY, status=75)["code"] == "rail_pending"
    household.bank.rmdir()
    household.bank.write_bytes(integrity)
    household.bank.chmod(0o600)
    assert household.json(*WITH_KEY)["state"] == "done"
    assert charges(household) == [CHARGED]
    assert household.balance("ming") == "1007.00"


def test_trouble_with_one_thing_in_flight_keeps_nothing_from_the_others(household: Household) -> None:
    household.run("card", "bind", "--test", "lost", "--as", "ming")
    for amount in ("7", "8"):
        household.run("topup", amount, "--from", "c2", "--as", "ming", status=75)
    notes = sorted(household.bank.parent.glob("crossings/*/*.json"), key=lambda note: note.stat().st_mtime_ns)
    notes[-1].write_text("no note")
    before = household.balance("ming")

    household.json("tick", "--as", "ming", status=78)

    assert Decimal(household.balance("ming")) == Decimal(before) + 7
    assert faults(household.ledger) == []
