"""Signatures and keys at the door: one spelling each, no weak points, and no other order's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.domain.ids import key_id
from paycli.domain.orders import Order
from paycli.domain.texts import Text, text_commitment
from paycli.signing import public_of, sign, sign_order, verify
from tests.support.door import TAG

if TYPE_CHECKING:
    from tests.support.door import Door


# The order of the curve's large subgroup, and the prime of its field (RFC 8032).
GROUP = 2**252 + 27742317777372353535851937790883648493
PRIME = 2**255 - 19


def test_a_signature_over_anything_else_is_refused(door: Door) -> None:
    data = door.order()
    good = sign(door.payer.seed, TAG + data)
    for message in (data, b"paycli claim v1\n" + data, b"paycli order v2\n" + data, TAG[:-1] + data, TAG + data + b" "):
        door.refused(data, "signature_bad", signature=sign(door.payer.seed, message))
    for signature in ("00" * 64, good[:-2], good + "00", "zz" * 64, good[64:] + good[:64]):
        door.refused(data, "signature_bad", signature=signature)
    for bit in range(0, 512, 37):
        flipped = (int(good, 16) ^ (1 << bit)).to_bytes(64, "big").hex()
        door.refused(data, "signature_bad", signature=flipped)
    assert door.bring(data, signature=good) is None


def test_a_signature_with_a_larger_scalar_is_refused(door: Door) -> None:
    data = door.order()
    raw = bytes.fromhex(sign(door.payer.seed, TAG + data))
    scalar = int.from_bytes(raw[32:], "little")
    for times in range(1, 16):
        larger = scalar + times * GROUP
        if larger < 2**256:
            door.refused(data, "signature_bad", signature=(raw[:32] + larger.to_bytes(32, "little")).hex())


def test_a_key_beside_an_order_is_the_one_that_it_names(door: Door) -> None:
    other = door.circle.people["li"]
    door.refused(door.order(), "key_refused", public=other.public)
    data = door.order()
    door.refused(data, "key_refused", public=other.public, signature=sign(other.seed, TAG + data))


def small_order_points() -> list[str]:
    """Give every encoding of the eight points of small order, the non-canonical ones too (with either sign bit)."""
    root = pow(2, (PRIME - 1) // 4, PRIME)
    d = -121665 * pow(121666, PRIME - 2, PRIME) % PRIME
    found = {1, PRIME - 1, 0}
    # A point of order eight doubles to one with y = 0, so x^2 = s*y^2 with s = 1 or -1. Put into the curve's equation
    # -x^2 + y^2 = 1 + d*x^2*y^2 that is d*s*y^4 - (1 - s)*y^2 + 1 = 0.
    for s in (1, -1):
        a = d * s % PRIME
        half = (1 - s) * pow(2, PRIME - 2, PRIME) % PRIME
        for middle in _roots((half * half - a) % PRIME, root):
            found.update(_roots((half + middle) * pow(a, PRIME - 2, PRIME) % PRIME, root))
    numbers = {high for y in found for high in (y, y + PRIME) if high < 2**255}
    return sorted((number | sign_bit).to_bytes(32, "little").hex() for number in numbers for sign_bit in (0, 1 << 255))


def _roots(square: int, root_of_minus_one: int) -> list[int]:
    """Give the square roots of a number in the field; none if it has none."""
    candidate = pow(square, (PRIME + 3) // 8, PRIME)
    for number in (candidate, candidate * root_of_minus_one % PRIME):
        if number * number % PRIME == square % PRIME:
            return [number, -number % PRIME]
    return []


# Canonical encodings out of "Taming the many EdDSAs" (Chalkias, Garillot, Nikolaenko, 2020), which know no formula.
KNOWN_WEAK = [
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
]


def test_the_points_of_small_order_are_all_among_the_weak_keys() -> None:
    assert set(KNOWN_WEAK) <= set(small_order_points())
    assert len(small_order_points()) >= 14


@pytest.mark.parametrize("public", small_order_points())
def test_a_weak_key_opens_no_wallet_whatever_it_signed(door: Door, public: str) -> None:
    """Under a key of small order a signature of R = the key (or the identity) and S = 0 fits many messages."""
    salt = "0f" * 32
    body = {"public": public, "handle": text_commitment(salt, "weak"), "name": None, "shop": False}
    data = door.order(kind="wallet.open", body=body, key=key_id(public), wallet=None)
    texts = (Text("handle", salt, "weak"),)
    for first in (*KNOWN_WEAK, public):
        assert not verify(public, TAG + data, first + "00" * 32)
        door.refused(data, "signature_bad", signature=first + "00" * 32, public=public, texts=texts)


@pytest.mark.parametrize("y", [PRIME + 3, PRIME + 4, PRIME + 18, 2**255 - 1])
def test_a_key_in_a_spelling_that_is_not_canonical_opens_no_wallet(door: Door, y: int) -> None:
    public = y.to_bytes(32, "little").hex()
    salt = "0f" * 32
    body = {"public": public, "handle": text_commitment(salt, "weak"), "name": None, "shop": False}
    data = door.order(kind="wallet.open", body=body, key=key_id(public), wallet=None)
    door.refused(
        data, "signature_bad", signature="01" + "00" * 63, public=public, texts=(Text("handle", salt, "weak"),)
    )


def test_a_signature_whose_point_is_weak_or_not_canonical_is_refused(door: Door) -> None:
    data = door.order()
    good = bytes.fromhex(sign(door.payer.seed, TAG + data))
    for point in small_order_points():
        door.refused(data, "signature_bad", signature=point + good[32:].hex())


def test_a_signature_does_not_fit_another_order_of_the_same_key(door: Door) -> None:
    first, second = Order.parse(door.order()), Order.parse(door.body(amount=49_00))
    door.refused(second.data, "signature_bad", signature=sign_order(door.payer.seed, first))
    assert public_of(door.payer.seed) == door.payer.public
