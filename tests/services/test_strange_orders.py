"""Strange bytes in an order or beside it: that order alone is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.domain.texts import Text, text_commitment
from paycli.errors import OrderMalformed, PaycliError, SignatureBad
from paycli.services.engine.posting import Posted

if TYPE_CHECKING:
    from paycli.domain.orders import Submission
    from tests.support.circle import Circle


def send_order(circle: Circle, payer: str, payee: str, note: str | None = None, salt: str = "11" * 32) -> Submission:
    commitment = None if note is None else text_commitment("11" * 32, "as it should be")
    body = {"to": circle.people[payee].wallet, "amount": 1, "currency": "EUR", "note": commitment}
    texts = () if note is None else (Text("note", salt, note),)
    return circle.order("send", body, circle.people[payer], texts=texts)


@pytest.mark.parametrize(
    ("note", "salt"),
    [("as it should be", "11" * 16), ("as it should be", "abc"), ("as it should be", "zz" * 32), ("\ud800", "11" * 32)],
    ids=["a short salt", "half a byte", "no hex", "no Unicode"],
)
def test_a_strange_text_beside_an_order_refuses_that_order_alone(circle: Circle, note: str, salt: str) -> None:
    good, bad = send_order(circle, "ming", "li"), send_order(circle, "bo", "li", note, salt)
    first, second = circle.post_all([good, bad]).outcomes
    assert isinstance(first, Posted)
    assert isinstance(second, OrderMalformed)


@pytest.mark.parametrize("seed", ["00" * 16, "abc", "zz" * 32])
def test_a_seed_that_is_not_32_bytes_is_refused(circle: Circle, seed: str) -> None:
    body = {
        "amount": 9, "currency": "EUR", "count": 3, "audience": "any", "opens_at": None, "expires_ms": 1000,
        "note": None, "draw": {"rule": "even-1", "commitment": "0" * 64},
    }  # fmt: skip
    with pytest.raises(OrderMalformed):
        circle.do("envelope.send", body, circle.people["ming"], seed=seed)


def test_a_signature_has_one_spelling_since_the_root_is_over_its_letters(circle: Circle) -> None:
    good = send_order(circle, "ming", "li")
    assert good.signature is not None
    with pytest.raises(SignatureBad):
        circle.post(good._replace(signature=good.signature.upper()))
    circle.post(good)


@pytest.mark.parametrize("opens_at", [253_402_300_800_000, (1 << 53) - 1])
def test_an_envelope_cannot_open_after_the_last_calendar_day(circle: Circle, opens_at: int) -> None:
    body = {
        "amount": 9, "currency": "EUR", "count": 1, "audience": "any", "opens_at": opens_at, "expires_ms": 1,
        "note": None, "draw": {"rule": "equal-1", "commitment": None},
    }  # fmt: skip
    with pytest.raises(OrderMalformed):
        circle.do("envelope.send", body, circle.people["ming"])
    made = circle.do("envelope.send", body | {"opens_at": 253_402_300_799_999}, circle.people["ming"])
    with pytest.raises(PaycliError, match="opens 9999-12-31"):
        circle.grab("li", made.order.name)
