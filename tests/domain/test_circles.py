"""What the rules of groups and blocks refuse, each decided by the real door on an in-memory ledger."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from paycli.domain.rules import contacts
from paycli.domain.rules import groups as circles
from paycli.domain.texts import Text, text_commitment
from paycli.errors import (
    AlreadyThere,
    Blocked,
    HandleTaken,
    NotAdmitted,
    NotAllowed,
    NotForYou,
    NotFound,
    OrderMalformed,
    PaycliError,
    SelfPayment,
    TooManyWallets,
)
from paycli.signing import CRYPTO
from paycli.store.memory.book import MemoryBook
from tests.support.circle import Circle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.state import LedgerObject, Wallet


@pytest.fixture
def circle() -> Circle:
    return Circle(MemoryBook(CRYPTO), cash_minor=1000)


def wallet(circle: Circle, handle: str) -> str:
    return str(circle.people[handle].wallet)


def make(circle: Circle, handle: str = "family", members: Sequence[str] = ("li",), maker: str = "ming") -> str:
    """Let somebody make a group; gives its id."""
    salt = os.urandom(32).hex()
    body = {"handle": text_commitment(salt, handle), "members": [wallet(circle, each) for each in members]}
    return circle.do("group.new", body, circle.people[maker], texts=(Text("handle", salt, handle),)).order.name


def change(circle: Circle, kind: str, group: str, who: str, *about: str) -> LedgerObject | None:
    """Let somebody add or remove others, or close a group; gives the group as it is then."""
    body: dict[str, Any] = {"of": group}
    if kind != "group.close":
        body["wallets"] = [wallet(circle, each) for each in about]
    return circle.do(kind, body, circle.people[who]).subject


def block(circle: Circle, who: str, other: str, *, blocked: bool = True) -> None:
    circle.do("contact.block", {"wallet": wallet(circle, other), "blocked": blocked}, circle.people[who])


def row(circle: Circle, handle: str) -> Wallet:
    with circle.book.view() as view:
        return next(each for each in view.wallets() if each.id == wallet(circle, handle))


def members(circle: Circle, item: LedgerObject | None) -> list[str]:
    assert item is not None
    return [
        handle for member in item.detail.members for handle, party in circle.people.items() if party.wallet == member
    ]


# --- groups ----------------------------------------------------------------------------------------------------------
def test_a_group_grows_shrinks_is_left_and_closed(circle: Circle) -> None:
    group = make(circle)
    assert members(circle, change(circle, "group.add", group, "ming", "bo", "cafe")) == ["ming", "li", "bo", "cafe"]
    assert members(circle, change(circle, "group.remove", group, "ming", "bo")) == ["ming", "li", "cafe"]
    assert members(circle, change(circle, "group.remove", group, "li", "li")) == ["ming", "cafe"]
    item = change(circle, "group.close", group, "ming")
    assert item is not None
    assert (item.state, item.ended) == ("done", circle.clock.now)


@pytest.mark.parametrize(
    ("kind", "who", "about", "error"),
    [
        ("group.add", "li", ["bo"], NotAllowed),
        ("group.remove", "li", ["ming"], NotAllowed),
        ("group.remove", "li", ["li", "bo"], NotAllowed),
        ("group.remove", "ming", ["ming"], NotAllowed),
        ("group.remove", "ming", ["bo"], NotFound),
        ("group.close", "li", [], NotAllowed),
        ("group.add", "ming", ["li"], AlreadyThere),
        ("group.add", "ming", ["ming"], AlreadyThere),
        ("group.add", "bo", ["cafe"], NotFound),
        ("group.remove", "bo", ["bo"], NotFound),
        ("group.close", "bo", [], NotFound),
    ],
)
def test_what_is_not_allowed_changes_nothing(
    kind: str, who: str, about: list[str], error: type[PaycliError], circle: Circle
) -> None:
    group = make(circle)
    with pytest.raises(error) as caught:
        change(circle, kind, group, who, *about)
    assert type(caught.value) is error
    assert caught.value.money, "it says first that nothing happened"
    assert members(circle, change(circle, "group.add", group, "ming", "cafe")) == ["ming", "li", "cafe"]


@pytest.mark.parametrize(("kind", "about"), [("group.add", ["bo"]), ("group.remove", ["li"]), ("group.close", [])])
def test_a_closed_group_is_not_there_any_more(kind: str, about: list[str], circle: Circle) -> None:
    group = make(circle)
    change(circle, "group.close", group, "ming")
    with pytest.raises(NotFound):
        change(circle, kind, group, "ming", *about)


def test_something_else_is_no_group(circle: Circle) -> None:
    envelope = circle.envelope("ming", 100, 1).order.name
    with pytest.raises(NotFound):
        change(circle, "group.close", envelope, "ming")


def test_people_shops_and_groups_have_one_namespace_and_a_closed_group_keeps_its_name(circle: Circle) -> None:
    for taken in ("li", "cafe"):
        with pytest.raises(HandleTaken):
            make(circle, taken)
    change(circle, "group.close", make(circle), "ming")
    for maker in ("ming", "li"):
        with pytest.raises(HandleTaken):
            make(circle, "family", (), maker)
    newcomer = circle.open_wallet("family")
    with pytest.raises(HandleTaken):
        circle.do("wallet.admit", {"wallet": newcomer.wallet, "invite": None, "proof": None}, circle.operator)


def test_who_is_not_admitted_is_in_no_group(circle: Circle) -> None:
    circle.people["newcomer"] = circle.open_wallet("newcomer")
    with pytest.raises(NotAdmitted):
        make(circle, members=("newcomer",))
    with pytest.raises(NotAdmitted):
        change(circle, "group.add", make(circle), "ming", "newcomer")


@pytest.mark.parametrize("members_typed", [["ming"], ["li", "li"]])
def test_nobody_is_in_a_group_twice(members_typed: list[str], circle: Circle) -> None:
    with pytest.raises((AlreadyThere, OrderMalformed)):
        make(circle, members=members_typed)


def test_who_blocked_the_maker_is_not_put_into_a_group(circle: Circle) -> None:
    block(circle, "bo", "ming")
    with pytest.raises(Blocked):
        make(circle, members=("li", "bo"))
    with pytest.raises(Blocked):
        change(circle, "group.add", make(circle), "ming", "bo")


def test_there_is_room_for_so_many(circle: Circle, monkeypatch: pytest.MonkeyPatch) -> None:
    for rules in (circles, contacts):
        monkeypatch.setattr(rules, "WALLETS_MOST", 2)
    group = make(circle)
    with pytest.raises(TooManyWallets):
        change(circle, "group.add", group, "ming", "bo")
    block(circle, "ming", "li")
    block(circle, "ming", "bo")
    with pytest.raises(TooManyWallets):
        block(circle, "ming", "cafe")


# --- blocking --------------------------------------------------------------------------------------------------------
def test_a_block_keeps_money_and_packets_apart_until_it_ends(circle: Circle) -> None:
    envelope = circle.envelope("ming", 100, 2).order.name
    block(circle, "ming", "bo")
    assert row(circle, "ming").blocked == (wallet(circle, "bo"),)
    with pytest.raises(Blocked):
        circle.send("bo", "ming", 1)
    with pytest.raises(Blocked):
        circle.envelope("bo", 100, 1, audience=[wallet(circle, "ming")])
    with pytest.raises(NotForYou):
        circle.grab("bo", envelope)
    circle.send("ming", "bo", 1)
    block(circle, "ming", "bo", blocked=False)
    assert row(circle, "ming").blocked == ()
    circle.send("bo", "ming", 1)
    circle.grab("bo", envelope)


def test_an_envelope_for_several_is_refused_where_one_of_them_blocked_its_sender(circle: Circle) -> None:
    block(circle, "li", "ming")
    before = circle.balance("ming")
    with pytest.raises(Blocked):
        circle.envelope("ming", 100, 2, audience=sorted([wallet(circle, "li"), wallet(circle, "bo")]))
    assert circle.balance("ming") == before


def test_a_block_that_is_there_or_is_not_is_a_conflict(circle: Circle) -> None:
    with pytest.raises(AlreadyThere):
        block(circle, "ming", "bo", blocked=False)
    block(circle, "ming", "bo")
    with pytest.raises(AlreadyThere):
        block(circle, "ming", "bo")


def test_nobody_blocks_themselves_or_who_is_not_admitted(circle: Circle) -> None:
    with pytest.raises(SelfPayment):
        block(circle, "ming", "ming")
    circle.people["newcomer"] = circle.open_wallet("newcomer")
    with pytest.raises(NotAdmitted):
        block(circle, "ming", "newcomer")
