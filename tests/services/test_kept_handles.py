"""Handles that an invitation keeps free: nobody else gets them, until it ends or is used under another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from paycli.console.taming import facts_of
from paycli.domain.texts import Text, text_commitment
from paycli.errors import HandlePromised, HandleTaken
from paycli.signing import claim_proof, claim_seed, public_of
from tests.support.auditing import faults_of
from tests.support.circle import Circle
from tests.support.forger import open_book, second_opinion, wanted_changes, write
from tests.support.ledgers import new_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from paycli.domain.orders import Submission
    from tests.support.circle import Party

SECRET, SALT, MINUTE_MS = b"a bearer secret.", "5a" * 32, 60_000


@pytest.fixture
def circle(tmp_path: Path) -> Iterator[Circle]:
    book = open_book(new_ledger(tmp_path))
    yield Circle(book, people=("ming",), shops=())
    book.close()


def invitation(circle: Circle, handle: str | None) -> Submission:
    commitment = None if handle is None else text_commitment(SALT, handle)
    body = {"claim": public_of(claim_seed(SECRET)), "handle": commitment, "expires_ms": MINUTE_MS}
    texts = () if handle is None else (Text("handle", SALT, handle),)
    return circle.order("wallet.invite", body, circle.operator, texts=texts)


def group(circle: Circle, handle: str) -> Submission:
    body = {"handle": text_commitment(SALT, handle), "members": []}
    return circle.order("group.new", body, circle.people["ming"], texts=(Text("handle", SALT, handle),))


def admission(circle: Circle, guest: Party, invite: str | None = None) -> Submission:
    proof = None if invite is None else claim_proof(SECRET, invite, str(guest.wallet))
    body = {"wallet": guest.wallet, "invite": invite, "proof": proof}
    return circle.order("wallet.admit", body, circle.operator if invite is None else guest)


def faults(circle: Circle) -> list[str]:
    book: Any = circle.book
    return faults_of(book, str(circle.ledger)) + second_opinion(book.path)


def test_what_is_kept_for_somebody_is_neither_a_groups_nor_another_wallets(circle: Circle) -> None:
    invite = circle.post(invitation(circle, "li")).order.name
    other = circle.post(invitation(circle, None)).order.name
    guest = circle.open_wallet("li")
    for submission in (group(circle, "li"), admission(circle, guest), admission(circle, guest, other)):
        with pytest.raises(HandlePromised):
            circle.post(submission)
    circle.post(admission(circle, guest, invite))
    for submission in (group(circle, "li"), invitation(circle, "li")):
        with pytest.raises(HandleTaken) as refused:
            circle.post(submission)
        assert facts_of(refused.value)["handle"] == "@li"
    assert faults(circle) == []


def test_it_is_kept_among_the_orders_of_one_group_too(circle: Circle) -> None:
    posting = circle.post_all([invitation(circle, "li"), group(circle, "li"), invitation(circle, "li")])
    assert [type(each) is HandlePromised for each in posting.outcomes] == [False, True, False]
    assert faults(circle) == []


@pytest.mark.parametrize("way", ["expired", "used under another handle"])
def test_it_is_free_again_when_the_invitation_is_over(circle: Circle, way: str) -> None:
    invite = circle.post(invitation(circle, "li")).order.name
    if way == "expired":
        circle.clock.now += MINUTE_MS - 1
        with pytest.raises(HandlePromised):
            circle.post(group(circle, "li"))
        circle.clock.now += 1
    else:
        circle.post(admission(circle, circle.open_wallet("lu"), invite))
    circle.post(group(circle, "li"))
    assert faults(circle) == []


def test_of_two_invitations_for_one_handle_either_gets_it(circle: Circle) -> None:
    _lost, again = (circle.post(invitation(circle, "li")).order.name for _ in range(2))
    circle.post(admission(circle, circle.open_wallet("li"), again))
    assert faults(circle) == []


@pytest.mark.parametrize("what", ["a group", "an admission", "an invitation"])
def test_what_was_written_past_the_door_is_named(circle: Circle, what: str) -> None:
    guest = circle.open_wallet("li")
    circle.post(invitation(circle, "li"))
    made = {
        "a group": group(circle, "li"), "an admission": admission(circle, guest),
        "an invitation": invitation(circle, "ming"),
    }[what]  # fmt: skip
    order, signature = made[:2]
    changes = wanted_changes(circle.book, order, order.at)
    owner = {"a group": ("li", order.name), "an admission": ("li", str(guest.wallet))}.get(what)
    n = write(circle.book, order, signature, changes, time=order.at, texts=made.texts, handle=owner).n
    assert any(fault.startswith(f"entry {n}: it ") for fault in faults(circle)), faults(circle)
