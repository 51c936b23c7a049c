"""What every card processor must do, whoever is behind it: act once for an order id, and never hide a charge."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from paycli.errors import CardDeclined, IdempotencyConflict
from paycli.rails.sandbox import SandboxBank

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from paycli.domain.ports import Processor

LEDGER, OTHER_LEDGER = "1f" * 16, "2e" * 16
A, B, C, D = (f"{digit}" * 32 for digit in "abcd")


class Candidate(NamedTuple):
    """A processor and the names of its cards that behave in the ways that a contract must try."""

    make: Callable[[Path], Processor]
    good: str
    declining: str
    losing_reply: str
    unknown: str


CANDIDATES = {
    "sandbox": Candidate(
        lambda folder: SandboxBank(folder / "sandbox-bank.jsonl"), "visa", "declined", "lost", "diners"
    ),
}


@pytest.fixture(params=CANDIDATES.values(), ids=list(CANDIDATES))
def candidate(request: pytest.FixtureRequest) -> Candidate:
    chosen: Candidate = request.param
    return chosen


@pytest.fixture
def bank(candidate: Candidate, tmp_path: Path) -> Processor:
    return candidate.make(tmp_path)


@pytest.fixture
def token(bank: Processor, candidate: Candidate) -> str:
    return bank.bind(candidate.good, None).token


def test_binding_shows_brand_last_four_digits_and_expiry_and_gives_a_secret_token(
    bank: Processor, candidate: Candidate
) -> None:
    bound = bank.bind(candidate.good, None)
    assert bound.brand
    assert bound.last4.isdigit()
    assert len(bound.last4) == 4
    assert bound.expiry
    assert candidate.good not in bound.token
    assert bank.bind(candidate.good, None).token != bound.token


def test_a_card_that_does_not_exist_is_declined(bank: Processor, candidate: Candidate) -> None:
    with pytest.raises(CardDeclined):
        bank.bind(candidate.unknown, None)


def test_a_charge_settles_with_a_reference(bank: Processor, token: str) -> None:
    answer = bank.charge(A, token, 20_000, "EUR")
    assert answer.outcome == "settled"
    assert answer.reference
    assert bank.status(A) == answer


def test_the_same_charge_again_is_the_same_charge(bank: Processor, token: str) -> None:
    assert bank.charge(A, token, 20_000, "EUR") == bank.charge(A, token, 20_000, "EUR")


def test_another_order_is_another_charge(bank: Processor, token: str) -> None:
    assert bank.charge(A, token, 500, "EUR").reference != bank.charge(B, token, 500, "EUR").reference


def test_the_memory_of_a_charge_is_not_in_the_process(
    candidate: Candidate, tmp_path: Path, bank: Processor, token: str
) -> None:
    answer = bank.charge(A, token, 20_000, "EUR")
    assert candidate.make(tmp_path).charge(A, token, 20_000, "EUR") == answer


@pytest.mark.parametrize(("amount_minor", "currency"), [(20_001, "EUR"), (20_000, "USD")])
def test_the_same_id_with_another_amount_or_currency_is_refused(
    bank: Processor, token: str, amount_minor: int, currency: str
) -> None:
    answer = bank.charge(A, token, 20_000, "EUR")
    with pytest.raises(IdempotencyConflict):
        bank.charge(A, token, amount_minor, currency)
    assert bank.status(A) == answer


def test_the_same_id_on_another_card_is_refused(bank: Processor, candidate: Candidate, token: str) -> None:
    bank.charge(A, token, 20_000, "EUR")
    with pytest.raises(IdempotencyConflict):
        bank.charge(A, bank.bind(candidate.good, None).token, 20_000, "EUR")


def test_a_charge_and_a_payout_cannot_share_an_id(bank: Processor, token: str) -> None:
    bank.charge(A, token, 20_000, "EUR")
    with pytest.raises(IdempotencyConflict):
        bank.payout(A, token, 20_000, "EUR")


def test_a_declined_charge_fails_with_a_reason_and_stays_failed(bank: Processor, candidate: Candidate) -> None:
    token = bank.bind(candidate.declining, None).token
    answer = bank.charge(A, token, 20_000, "EUR")
    assert answer.outcome == "failed"
    # The ledger books a failure too, and wants a reference for it.
    assert answer.reference
    assert answer.reason
    assert bank.charge(A, token, 20_000, "EUR") == bank.status(A) == answer


def test_a_token_that_was_never_given_charges_nothing(bank: Processor) -> None:
    assert bank.charge(A, "tok_" + "0" * 32, 20_000, "EUR").outcome == "failed"


def test_a_lost_reply_is_unknown_and_the_status_finds_the_charge(bank: Processor, candidate: Candidate) -> None:
    token = bank.bind(candidate.losing_reply, None).token
    assert bank.charge(A, token, 20_000, "EUR").outcome == "unknown"
    answer = bank.status(A)
    assert answer is not None
    assert answer.outcome == "settled"
    assert answer.reference
    assert bank.charge(A, token, 20_000, "EUR") == answer


def test_the_status_of_an_id_that_was_never_seen_is_none(bank: Processor) -> None:
    assert bank.status(A) is None


def test_a_payout_settles_once(bank: Processor, token: str) -> None:
    answer = bank.payout(A, token, 7_500, "EUR")
    assert answer.outcome == "settled"
    assert bank.payout(A, token, 7_500, "EUR") == bank.status(A) == answer


def test_the_signing_seed_is_32_bytes_and_another_one_for_each_ledger(bank: Processor) -> None:
    assert len(bank.signing_seed(LEDGER)) == 32
    assert bank.signing_seed(LEDGER) == bank.signing_seed(LEDGER) != bank.signing_seed(OTHER_LEDGER)
