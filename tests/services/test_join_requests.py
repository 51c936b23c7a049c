"""Requests to join: they are bounded, they end, and what ended is not let in; both readers say the same."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from paycli.domain.rules import people
from paycli.domain.state import Wallet
from paycli.domain.texts import Text, text_commitment
from paycli.errors import AlreadyAdmitted, JoinRequestOver, TooManyJoinRequests
from paycli.signing import claim_proof, claim_seed, public_of
from tests.support.auditing import faults_of
from tests.support.circle import Circle, Party, _seed
from tests.support.forger import open_book, second_opinion, wanted_changes, write
from tests.support.ledgers import new_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paycli.domain.orders import Submission
    from paycli.store.sqlite.book import SqliteBook

SECRET = b"a bearer secret."


class Door(Circle):
    """A circle whose book is a file, with a limit of two requests."""

    book: SqliteBook

    def admit(self, wallet: str | None) -> Submission:
        return self.order("wallet.admit", {"wallet": wallet, "invite": None, "proof": None}, self.operator)

    def reject(self, wallet: str | None) -> Submission:
        return self.order("wallet.reject", {"wallet": wallet}, self.operator)

    def faults(self) -> tuple[list[str], list[str]]:
        """Give what the audit and the second verifier find."""
        return faults_of(self.book, str(self.ledger)), second_opinion(Path(self.book.path))


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    book = open_book(new_ledger(tmp_path))
    door = Door(book, people=("ming",), shops=())
    door.do("setting.set", {"name": "most_join_requests", "value": 2}, door.operator)
    yield door
    book.close()


def test_requests_are_bounded_and_make_room_when_they_end(door: Door) -> None:
    first, _second = (door.open_wallet(name).wallet for name in ("a1", "a2"))
    with pytest.raises(TooManyJoinRequests):
        door.open_wallet("a3")
    door.post(door.reject(first))
    third = door.open_wallet("a3").wallet
    with pytest.raises(TooManyJoinRequests):
        door.open_wallet("a4")
    door.post(door.admit(third))
    door.open_wallet("a4")
    # A moment before they end, and when they do.
    door.clock.now += people.ASKS_MS - 1
    with pytest.raises(TooManyJoinRequests):
        door.open_wallet("a5")
    door.clock.now += 1
    for name in ("a5", "a6"):
        door.open_wallet(name)
    with pytest.raises(TooManyJoinRequests):
        door.open_wallet("a7")
    assert door.faults() == ([], [])


def test_a_clock_that_goes_back_opens_requests_again_for_the_orders_of_its_own_group_too(door: Door) -> None:
    right = door.clock.now
    for name in ("a1", "a2"):
        door.open_wallet(name)
    door.clock.now += people.ASKS_MS
    door.cash_in("ming", 1)
    door.clock.now = right
    clock = door.order("clock.set", {"now": right}, door.operator)
    newcomer = Party(_seed("a3"), None)
    handle = Text("handle", "5a" * 32, "a3")
    committed = text_commitment(handle.salt, handle.text)
    body = {"public": newcomer.public, "handle": committed, "name": None, "shop": False}
    _, opened = door.post_all([clock, door.order("wallet.open", body, newcomer, texts=(handle,))]).outcomes
    assert isinstance(opened, TooManyJoinRequests)
    assert door.faults() == ([], [])


def test_what_was_rejected_or_has_expired_comes_in_by_an_invitation_alone(door: Door) -> None:
    rejected, expired = door.open_wallet("a1"), door.open_wallet("a2")
    door.post(door.reject(rejected.wallet))
    with pytest.raises(JoinRequestOver):
        door.post(door.reject(rejected.wallet))
    with pytest.raises(AlreadyAdmitted):
        door.post(door.reject(door.people["ming"].wallet))
    door.clock.now += people.ASKS_MS
    for each in (rejected, expired):
        with pytest.raises(JoinRequestOver):
            door.post(door.admit(each.wallet))
        body = {"claim": public_of(claim_seed(SECRET)), "handle": None, "expires_ms": 60_000}
        invite = door.do("wallet.invite", body, door.operator).order.name
        proof = claim_proof(SECRET, invite, str(each.wallet))
        door.do("wallet.admit", {"wallet": each.wallet, "invite": invite, "proof": proof}, each)
    assert door.faults() == ([], [])


@pytest.mark.parametrize(
    "way", ["one too many", "a rejected one", "an expired one", "rejected twice", "somebody who is in"]
)
def test_what_the_door_would_refuse_is_found_twice(door: Door, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wallet = door.open_wallet("a1").wallet
    if way == "one too many":
        door.open_wallet("a2")
        seed = _seed("a3")
        body = {"public": public_of(seed), "handle": "5a" * 32, "name": None, "shop": False}
        submission = door.order("wallet.open", body, Party(seed, None))
    elif way == "an expired one":
        door.clock.now += people.ASKS_MS
        submission = door.admit(wallet)
    elif way == "somebody who is in":
        submission = door.reject(door.people["ming"].wallet)
    else:
        door.post(door.reject(wallet))
        submission = door.admit(wallet) if way == "a rejected one" else door.reject(wallet)
    assert door.faults() == ([], [])
    order, signature = submission[:2]
    with monkeypatch.context() as patch:
        patch.setattr(people, "_check_asking", lambda *_: None)
        patch.setattr(Wallet, "is_asking", lambda *_: True)
        lawful = order if way != "somebody who is in" else door.reject(wallet).order
        changes = wanted_changes(door.book, lawful, order.at)
    n = write(door.book, order, signature, changes, time=order.at).n
    ours, theirs = door.faults()
    assert any(fault.startswith(f"entry {n}: ") for fault in ours), ours
    assert any(fault.startswith(f"entry {n} ({order.kind})") for fault in theirs), theirs
