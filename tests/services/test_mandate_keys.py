"""The keys of mandates: their names, their end, and orders that another key repeats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from paycli.domain.ids import key_id
from paycli.domain.texts import Text, text_commitment
from paycli.errors import IdempotencyConflict, PaycliError
from paycli.signing import derive
from tests.support.mandates import add_mandate, grant, key_body, proven_circle, refused, scope, send

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.circle import Circle, Party


@pytest.fixture
def circle(tmp_path: Path) -> Iterator[Circle]:
    with proven_circle(tmp_path) as made:
        yield made


def test_a_name_is_free_again_once_its_mandate_was_revoked(circle: Circle) -> None:
    first = add_mandate(circle, "ming", scope(circle))
    with pytest.raises(PaycliError) as again:
        add_mandate(circle, "ming", scope(circle))
    assert again.value.code == "already_there"
    add_mandate(circle, "li", scope(circle))
    circle.do("key.revoke", {"key": key_id(first.public)}, circle.people["ming"])
    add_mandate(circle, "ming", scope(circle))


def test_a_mandate_revokes_itself_and_nothing_else(circle: Circle) -> None:
    mandate, other = (add_mandate(circle, "ming", scope(circle, name=name)) for name in ("one", "two"))
    assert refused(circle, "key.revoke", {"key": key_id(other.public)}, mandate) == "mandate_kind"
    assert refused(circle, "key.revoke", {"key": key_id(mandate.public)}, mandate) == ""
    assert send(circle, mandate, "bo", 1) == "mandate_not_in_force"
    assert send(circle, other, "bo", 1) == ""


def test_after_a_revocation_nothing_new_goes_through_and_what_was_done_is_answered(circle: Circle) -> None:
    mandate = add_mandate(circle, "ming", scope(circle))
    body = {"to": circle.people["bo"].wallet, "amount": 1, "currency": "EUR", "note": None}
    done = circle.order("send", body, mandate)
    circle.post(done)
    prepared = [circle.order("send", body, mandate) for _ in range(1_000)]
    circle.do("key.revoke", {"key": key_id(mandate.public)}, circle.people["ming"])
    before = circle.balance("bo")
    posting = circle.post_all(prepared)
    assert {each.code for each in posting.outcomes if isinstance(each, PaycliError)} == {"mandate_not_in_force"}
    assert not any(not isinstance(each, PaycliError) for each in posting.outcomes)
    assert circle.post(done).replayed
    assert circle.balance("bo") == before


def noted(circle: Circle, party: Party, note: str, key: bytes, amount_minor: int = 5) -> Any:
    """Make an order with a note, whose salt comes from the signer's seed as it does in a client."""
    body = {"to": circle.people["bo"].wallet, "amount": amount_minor, "currency": "EUR", "note": None}
    order_id = circle.order("send", body, party, key=key).order.id
    salt = derive(party.seed, "note", order_id).hex()
    return circle.order(
        "send", {**body, "note": text_commitment(salt, note)}, party, key=key, texts=(Text("note", salt, note),)
    )


def test_a_renewed_mandate_repeats_what_the_old_one_did(circle: Circle) -> None:
    """Its seed is another, so are its salts: the same text makes it the same order, and another text a conflict."""
    old, new = (add_mandate(circle, "ming", scope(circle, name=name)) for name in ("old", "new"))
    circle.post(noted(circle, old, "wages", b"row 1"))
    circle.do("key.revoke", {"key": key_id(old.public)}, circle.people["ming"])
    before = circle.balance("bo")
    assert circle.post(noted(circle, new, "wages", b"row 1")).replayed
    assert circle.post(noted(circle, circle.people["ming"], "wages", b"row 1")).replayed
    for changed in (noted(circle, new, "bonus", b"row 1"), noted(circle, new, "wages", b"row 1", 6)):
        with pytest.raises(IdempotencyConflict):
            circle.post(changed)
    body = {"to": circle.people["bo"].wallet, "amount": 5, "currency": "EUR", "note": None}
    with pytest.raises(IdempotencyConflict):
        circle.do("send", body, new, key=b"row 1")
    assert circle.balance("bo") == before


def test_within_one_group_of_orders_the_same_holds(circle: Circle) -> None:
    """A mandate is added, used up and repeated by another key in one transaction."""
    owner = circle.people["ming"]
    seed, terms = b"m" * 32, scope(circle, grant(per_day=8))
    added = circle.order("wallet.rename", {"name": None}, owner)
    added = circle.order("key.add", key_body(owner, seed, added.order.id, terms), owner, order_id=added.order.id)
    mandate = owner._replace(seed=seed)
    orders = [
        added,
        noted(circle, mandate, "a", b"1"),
        noted(circle, owner, "a", b"1"),
        noted(circle, mandate, "b", b"2"),
    ]
    outcomes = circle.post_all(orders).outcomes
    assert [each.code if isinstance(each, PaycliError) else each.replayed for each in outcomes] == [
        False, False, True, "mandate_spent",
    ]  # fmt: skip
