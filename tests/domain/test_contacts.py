"""Whom a wallet trusts, and what it lets strangers do, by the real door; both verifiers find the ledger right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.domain.rules import contacts
from paycli.errors import (
    AlreadyThere,
    MandateKind,
    NotAdmitted,
    NotAllowed,
    NotFound,
    OrderMalformed,
    PaycliError,
    SelfPayment,
    TooManyWallets,
)
from paycli.signing import CRYPTO
from paycli.store.memory.book import MemoryBook
from tests.support.circle import Circle
from tests.support.mandates import add_mandate, grant, proven_circle, scope
from tests.support.misses import Misses
from tests.support.people_acts import wallet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from paycli.domain.state import Wallet


@pytest.fixture
def circle(tmp_path: Path) -> Iterator[Circle]:
    with proven_circle(tmp_path) as made:
        yield made


def trust(circle: Circle, other: str, *, trusted: bool = True) -> None:
    circle.do("contact.trust", {"wallet": other, "trusted": trusted}, circle.people["ming"])


def choose(circle: Circle, name: str, value: str | None) -> None:
    circle.do("wallet.set", {"name": name, "value": value}, circle.people["ming"])


def row(circle: Circle) -> Wallet:
    with circle.book.view() as view:
        return next(each for each in view.wallets() if each.id == wallet(circle, "ming"))


def test_trust_is_given_and_taken_back_and_must_be_a_change(circle: Circle) -> None:
    li, bo = wallet(circle, "li"), wallet(circle, "bo")
    circle.people["waiting"] = circle.open_wallet("waiting")
    for other in (bo, li):
        trust(circle, other)
    assert row(circle).trusted == (bo, li)
    refused: dict[str, tuple[type[PaycliError], str, bool]] = {
        "again": (AlreadyThere, bo, True),
        "no longer, who never was": (AlreadyThere, wallet(circle, "cafe"), False),
        "oneself": (SelfPayment, wallet(circle, "ming"), True),
        "oneself no longer": (SelfPayment, wallet(circle, "ming"), False),
        "nobody": (NotFound, "ab" * 20, True),
        "who waits to come in": (NotAdmitted, wallet(circle, "waiting"), True),
    }
    with Misses() as misses:
        for name, (error, other, trusted) in refused.items():
            with misses.of(name), pytest.raises(error):
                trust(circle, other, trusted=trusted)
    trust(circle, bo, trusted=False)
    assert (row(circle).trusted, row(circle).blocked) == ((li,), ())
    # Blocking takes no trust away.
    circle.do("contact.block", {"wallet": li, "blocked": True}, circle.people["ming"])
    assert (row(circle).trusted, row(circle).blocked) == ((li,), (li,))


def test_a_wallet_chooses_among_the_values_of_each_setting(circle: Circle) -> None:
    good = (("receive", "asked"), ("requests", "trusted"), ("requests", "none"), ("receive", "asked"))
    for name, value in good:
        choose(circle, name, value)
        assert getattr(row(circle), name) == value
    # Both ways back to the default leave the same row, and the other setting as it was.
    choose(circle, "receive", "all")
    assert (row(circle).receive, row(circle).requests) == (None, "none")
    choose(circle, "requests", None)
    choose(circle, "requests", None)
    assert (row(circle).receive, row(circle).requests) == (None, None)
    refused: tuple[tuple[type[PaycliError], str, str], ...] = (
        (NotAllowed, "receive", "trusted"), (NotAllowed, "receive", "none"), (NotAllowed, "requests", "asked"),
        (OrderMalformed, "requests", "some"), (OrderMalformed, "receive", ""), (OrderMalformed, "sends", "all"),
    )  # fmt: skip
    with Misses() as misses:
        for error, name, value in refused:
            with misses.of(name, value), pytest.raises(error):
                choose(circle, name, value)


def test_no_mandate_says_whom_a_wallet_trusts_or_what_strangers_may_do(circle: Circle) -> None:
    mandate = add_mandate(circle, "ming", scope(circle, grant()))
    for kind, body in (
        ("wallet.set", {"name": "receive", "value": "asked"}),
        ("contact.trust", {"wallet": wallet(circle, "li"), "trusted": True}),
    ):
        with pytest.raises(MandateKind):
            circle.do(kind, body, mandate)


def test_so_many_are_trusted_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contacts, "WALLETS_MOST", 2)
    circle = Circle(MemoryBook(CRYPTO))
    for handle in ("li", "bo"):
        trust(circle, wallet(circle, handle))
    with pytest.raises(TooManyWallets):
        trust(circle, wallet(circle, "cafe"))
    trust(circle, wallet(circle, "li"), trusted=False)
    trust(circle, wallet(circle, "cafe"))
