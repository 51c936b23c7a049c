"""One idempotency key, used again and again: money moves once, and every answer is the first one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.support.every_command import all_options
from tests.support.program import paycli, paycli_json
from tests.support.proof import balances_of, entries, faults, times_booked

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.inside import Household

    # Sets the stage and gives the command and the same with another body; the id in it is a whole one.
    Stage = Callable[[Household], "Moves"]

REPEATS = 100


class Moves(NamedTuple):
    """A command that moves money, another one to try under the same key, and who runs them."""

    line: tuple[str, ...]
    other: tuple[str, ...]
    who: str


def _sale(house: Household, *, paid: bool) -> str:
    house.run("wallet", "new", "cafe", "--shop")
    sale = str(house.json("pos", "charge", "12.50", "noodles", "--no-wait", "--as", "cafe")["id"])
    if paid:
        house.run("pay", sale, "--as", "ming")
    return sale


def _envelope(house: Household) -> str:
    return str(house.json("envelope", "send", "20", "-n", "4", "--as", "ming")["id"])


def send(house: Household) -> Moves:
    return Moves(("send", "li", "5", "lunch"), ("send", "li", "5", "dinner"), "ming")


def pay(house: Household) -> Moves:
    sale = _sale(house, paid=False)
    return Moves(("pay", sale, "--tip", "10%"), ("pay", sale, "--tip", "11%"), "ming")


def refund_whole(house: Household) -> Moves:
    sale = _sale(house, paid=True)
    return Moves(("refund", sale), ("refund", sale, "3"), "cafe")


def refund_part(house: Household) -> Moves:
    sale = _sale(house, paid=True)
    return Moves(("refund", sale, "3"), ("refund", sale, "4"), "cafe")


def cancel(house: Household) -> Moves:
    return Moves(("cancel", _envelope(house)), ("cancel", _envelope(house)), "ming")


def envelope_send(house: Household) -> Moves:
    line = ("envelope", "send", "9", "-n", "3")
    return Moves((*line, "good", "luck"), (*line, "bad", "luck"), "ming")


def envelope_to_somebody(house: Household) -> Moves:
    return Moves(("envelope", "send", "li", "9"), ("envelope", "send", "bo", "9"), "ming")


def grab(house: Household) -> Moves:
    return Moves(("grab", _envelope(house)), ("grab", _envelope(house)), "li")


def topup(house: Household) -> Moves:
    return Moves(("topup", "7"), ("topup", "8"), "ming")


def topup_by_another_card(house: Household) -> Moves:
    house.run("card", "bind", "--test", "mastercard", "--as", "ming")
    return Moves(("topup", "7", "--from", "c1"), ("topup", "7", "--from", "c2"), "ming")


def withdraw_to_card(house: Household) -> Moves:
    return Moves(("withdraw", "7"), ("withdraw", "8"), "ming")


def withdraw_cash(house: Household) -> Moves:
    return Moves(("withdraw", "7", "--cash"), ("withdraw", "7"), "ming")


def cash_in(house: Household) -> Moves:
    return Moves(("cash", "in", "li", "20"), ("cash", "in", "bo", "20"), "ming")


def _cash_asked(house: Household, amount: str) -> str:
    return str(house.json("withdraw", amount, "--cash", "--as", "ming")["id"])


def cash_out(house: Household) -> Moves:
    return Moves(("cash", "out", _cash_asked(house, "7")), ("cash", "out", _cash_asked(house, "8")), "ming")


def cash_refused(house: Household) -> Moves:
    asked = _cash_asked(house, "7")
    return Moves(("cash", "out", asked, "--refuse"), ("cash", "out", asked), "ming")


def charge(house: Household) -> Moves:
    house.run("wallet", "new", "cafe", "--shop")
    line = ("pos", "charge", "12.50", "noodles", "--no-wait")
    return Moves(line, (*line[:3], "soup", *line[4:]), "cafe")


# By the command that each is about; one that takes a key and is not here is told by the first test.
STAGES_OF: dict[str, tuple[Stage, ...]] = {
    "send": (send,),
    "pay": (pay,),
    "refund": (refund_whole, refund_part),
    "cancel": (cancel,),
    "envelope send": (envelope_send, envelope_to_somebody),
    "grab": (grab,),
    "topup": (topup, topup_by_another_card),
    "withdraw": (withdraw_to_card, withdraw_cash),
    "cash in": (cash_in,),
    "cash out": (cash_out, cash_refused),
    "pos charge": (charge,),
}
STAGES = tuple(stage for stages in STAGES_OF.values() for stage in stages)


def balances(house: Household) -> dict[str, int]:
    """Give what every account has: those of wallets, of what is held, and of the world."""
    return balances_of(house.ledger)


def test_every_command_that_takes_a_key_is_tried_with_one() -> None:
    keyed = {name for name, options in all_options().items() if "--idempotency-key" in options}
    assert keyed == STAGES_OF.keys()


@pytest.mark.slow
@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
def test_a_hundred_repeats_with_one_key_move_money_once_and_answer_the_same(household: Household, stage: Stage) -> None:
    moves = stage(household)
    command = next(name for name, stages in STAGES_OF.items() if stage in stages)
    assert " ".join(moves.line).startswith(f"{command} ")
    line = (*moves.line, "-k", "the key", "--as", moves.who)
    before, had = entries(household.ledger), balances(household)
    first = household.json(*line)
    assert first["replayed"] is False
    booked, left, bank = entries(household.ledger), balances(household), household.movements()
    assert booked > before
    # A sale that is asked for moves nothing yet, and is asked for once all the same.
    assert (left != had) == (stage is not charge)
    for _ in range(REPEATS - 1):
        assert household.json(*line) == first | {"replayed": True}
    # The installed program in a process of its own says the same.
    assert paycli_json(*line, "--yes") == first | {"replayed": True}
    assert (entries(household.ledger), balances(household), household.movements()) == (booked, left, bank)

    refused = household.json(*moves.other, "-k", "the key", "--as", moves.who, status=5)
    assert (refused["code"], refused["retry"]) == ("idempotency_conflict", "no")
    assert refused["message"].startswith("Nothing was ")
    assert (entries(household.ledger), balances(household), household.movements()) == (booked, left, bank)
    # The same wish under a key of its own is another order: a key tells them apart, not the words.
    household.run(*moves.other, "-k", "another key", "--as", moves.who, status=None)
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
    for _ in range(REPEATS - 1):
        assert household.json(*line) == first | {"replayed": True}
    assert paycli_json(*line, "--yes") == first | {"replayed": True}
    assert household.json(*line, "--refuse", status=5)["code"] == "idempotency_conflict"
    assert (entries(household.ledger), balances(household)) == (booked, left)
    assert faults(household.ledger) == []


def test_one_key_pays_out_one_withdrawal_in_cash(household: Household) -> None:
    first, other = (household.json("withdraw", amount, "--cash", "--as", "ming")["id"] for amount in ("7", "8"))
    line = ("cash", "out", first, "-k", "the key", "--as", "ming")
    paid = household.json(*line)
    booked = entries(household.ledger)

    for _ in range(REPEATS - 1):
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
