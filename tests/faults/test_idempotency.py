"""One idempotency key, used again and again: money moves once, and every answer is the first one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.domain.kinds import KINDS
from tests.support import effort
from tests.support.catalogue import CASES
from tests.support.program import paycli, paycli_json
from tests.support.proof import balances_of, entries, faults, times_booked
from tests.support.town import two_wishes

if TYPE_CHECKING:
    from tests.support.catalogue import Case
    from tests.support.inside import Household

pytestmark = pytest.mark.python

# One wish, and another to try under the same key.
REPEATED = [case for case in CASES if case.other]


def _envelope(house: Household) -> str:
    return str(house.json("envelope", "send", "20", "-n", "4", "--as", "ming")["id"])


def balances(house: Household) -> dict[str, int]:
    """Give what every account has: those of wallets, of what is held, and of the world."""
    return balances_of(house.ledger)


def of_the_loop(balances: dict[str, int]) -> dict[str, int]:
    """Leave the coins and notes in shops' drawers out, which are none of the loop's money."""
    return {name: balance for name, balance in balances.items() if not name.startswith("t:")}


@pytest.mark.slow
@pytest.mark.parametrize("case", REPEATED, ids=str)
def test_many_repeats_with_one_key_move_money_once_and_answer_the_same(case: Case, empty_house: Household) -> None:
    household, wishes = empty_house, two_wishes(case, empty_house)
    line = (*wishes.line, "-k", "the key", "--as", wishes.who)
    before, had = entries(household.ledger), balances(household)
    first = household.json(*line)
    assert first["replayed"] is False
    booked, left, bank = entries(household.ledger), balances(household), household.movements()
    assert booked > before
    # A sale that is asked for moves nothing yet, and is asked for once all the same.
    assert (of_the_loop(left) != of_the_loop(had)) == case.moves
    for _ in range(effort.REPEATS - 1):
        assert household.json(*line) == first | {"replayed": True}
    # The installed program in a process of its own says the same.
    assert paycli_json(*line, "--yes") == first | {"replayed": True}
    assert (entries(household.ledger), balances(household), household.movements()) == (booked, left, bank)

    refused = household.json(*wishes.other, "-k", "the key", "--as", wishes.who, status=5)
    assert (refused["code"], refused["retry"]) == ("idempotency_conflict", "no")
    assert refused["message"].startswith(tuple(kind.nothing for kind in KINDS.values()))
    assert (entries(household.ledger), balances(household), household.movements()) == (booked, left, bank)
    # The same wish under a key of its own is another order: a key tells them apart, not the words.
    household.run(*wishes.other, "-k", "another key", "--as", wishes.who, status=None)
    assert times_booked(household.ledger, first["id"]) == 1
    assert faults(household.ledger) == []


@pytest.mark.slow
def test_cash_is_paid_out_once_however_often_it_is_said(household: Household) -> None:
    """`cash out` needs no key, since its order has the id that the withdrawal gives it."""
    withdrawal = household.json("withdraw", "7", "--cash", "--as", "ming")["id"]
    line = ("cash", "out", withdrawal, "--as", "ming")
    first = household.json(*line)
    assert (first["replayed"], first["state"], first["amount"]) == (False, "done", "7.00")
    booked, left = entries(household.ledger), balances(household)
    for _ in range(effort.REPEATS - 1):
        assert household.json(*line) == first | {"replayed": True}
    assert paycli_json(*line, "--yes") == first | {"replayed": True}
    assert household.json(*line, "--refuse", status=5)["code"] == "already_ended"
    assert (entries(household.ledger), balances(household)) == (booked, left)
    assert faults(household.ledger) == []


def test_one_key_pays_out_one_withdrawal_in_cash(household: Household) -> None:
    first, other = (household.json("withdraw", amount, "--cash", "--as", "ming")["id"] for amount in ("7", "8"))
    line = ("cash", "out", first, "-k", "the key", "--as", "ming")
    paid = household.json(*line)
    booked = entries(household.ledger)

    for _ in range(effort.REPEATS - 1):
        assert household.json(*line) == paid | {"replayed": True}

    for refused in (("cash", "out", other, "-k", "the key"), ("cash", "out", first, "-k", "another key")):
        assert household.json(*refused, "--as", "ming", status=5)["code"] == "idempotency_conflict"
    assert entries(household.ledger) == booked
    assert household.json("cash", "out", other, "-k", "another key", "--as", "ming")["state"] == "done"
    assert faults(household.ledger) == []


def test_keys_of_two_wallets_do_not_meet(household: Household) -> None:
    household.run("send", "li", "10", "--as", "ming")
    first = household.json("send", "bo", "1", "-k", "rent", "--as", "ming")
    other = household.json("send", "bo", "1", "-k", "rent", "--as", "li")
    assert other["replayed"] is False
    assert first["id"] != other["id"]
    assert household.balance("bo") == "2.00"


def test_a_refused_order_leaves_its_key_free(household: Household) -> None:
    household.json("send", "bo", "1", "-k", "rent", "--as", "li", status=3)
    household.run("send", "li", "10", "--as", "ming")
    assert household.json("send", "bo", "2", "-k", "rent", "--as", "li")["replayed"] is False
    assert household.balance("bo") == "2.00"


def test_a_trial_run_does_not_use_up_the_key(household: Household) -> None:
    tried = household.json("send", "li", "1", "-k", "rent", "--dry-run", "--as", "ming")
    assert (tried["dry_run"], household.balance("li")) == (True, "0.00")
    assert household.json("send", "li", "2", "-k", "rent", "--as", "ming")["replayed"] is False


def test_what_depends_on_the_moment_is_refused_together_with_a_key(household: Household) -> None:
    _envelope(household)
    refused = household.json("grab", "-k", "mine", "--as", "li", status=2)
    assert refused["code"] == "key_not_usable"
    assert household.balance("li") == "0.00"


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_an_empty_or_overlong_key_is_refused_before_anything_happens(household: Household, key: str) -> None:
    before = entries(household.ledger)
    household.json("send", "li", "1", "-k", key, "--as", "ming", status=2)
    assert entries(household.ledger) == before


@pytest.mark.slow
def test_repeats_by_the_installed_program_answer_as_the_first_time(household: Household) -> None:
    line = ("send", "li", "5", "lunch", "-k", "rent 2/4", "--as", "ming", "--yes")
    first = paycli_json(*line)
    assert [paycli_json(*line) for _ in range(4)] == [first | {"replayed": True}] * 4
    paycli("send", "li", "6", "lunch", "-k", "rent 2/4", "--as", "ming", "--yes", status=5)
    assert household.balance("li") == "5.00"
