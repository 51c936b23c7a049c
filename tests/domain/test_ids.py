"""Ids: how orders are named, and the short form that people type."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycli.domain import codes, ids
from paycli.errors import CodeWrong, QrMalformed
from paycli.services.reading.lookup import Found, candidates_text

hex_ids = st.binary(min_size=16, max_size=16).map(bytes.hex)


@given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=10))
def test_a_uuid7_carries_its_time_version_and_variant(now_ms: int, random: bytes) -> None:
    made = ids.uuid7(now_ms, random)

    assert int(made[:12], 16) == now_ms
    assert made[12] == "7"
    assert made[16] in "89ab"


def test_an_idempotency_key_names_an_order_of_one_wallet_on_one_ledger() -> None:
    ledger, wallet = "11" * 16, "22" * 20
    digest = sha256(b"paycli key v1\n" + b"\x11" * 16 + b"\x22" * 20 + b"rent").digest()

    made = ids.uuid8_of_key(ledger, wallet, b"rent")

    assert made[:12] == digest.hex()[:12]
    assert made[12] == "8"
    assert made[16] in "89ab"
    assert made != ids.uuid8_of_key(ledger, None, b"rent")
    assert made != ids.uuid8_of_key("33" * 16, wallet, b"rent")
    assert made != ids.uuid8_of_key(ledger, wallet, b"rent2")


@given(hex_ids)
def test_a_short_id_is_the_last_60_bits(hex_id: str) -> None:
    shown = ids.short(hex_id)

    assert len(shown) == 12
    assert ids.from_crockford(shown) == int(hex_id[-15:], 16) == ids.short_number(hex_id)


@given(hex_ids, st.integers(1, 12))
def test_each_prefix_finds_its_id(hex_id: str, length: int) -> None:
    bounds = ids.short_range(ids.short(hex_id)[:length])

    assert bounds is not None
    assert bounds[0] <= ids.short_number(hex_id) < bounds[1]


@pytest.mark.parametrize("typed", ["", "u", "abcu", "k3xd!", "1234567890abc", "é", "@bo"])
def test_what_is_no_prefix_finds_nothing(typed: str) -> None:
    assert ids.short_range(typed) is None


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    assert ids.from_crockford("oOiIlL") == ids.from_crockford("001111")


@given(hex_ids, hex_ids)
def test_a_sale_is_read_back_from_its_qr_text(ledger: str, sale: str) -> None:
    text = codes.sale_text(ledger, sale)

    code = codes.parse_text(text.lower() + "\n")

    assert code == codes.Code("S", ledger, ids.short(sale).upper())
    assert len(text) == 50
    assert set(text) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


@pytest.mark.parametrize(
    "text",
    ["", "PAYCLI:", "PAYCLI:2/S/" + "0" * 26 + "/" + "0" * 12, "PAYCLI:1/X/" + "0" * 26 + "/" + "0" * 12,
     "PAYCLI:1/S/" + "Z" * 26 + "/" + "0" * 12, "PAYCLI:1/S/" + "0" * 25 + "/" + "0" * 12, "https://example.org",
     "PAYCLI:1/S/" + "0" * 26 + "/" + "U" * 12, "PAYCLI:1/S/" + "0" * 26 + "/" + "0" * 12 + "/AMOUNT=5"],
)  # fmt: skip
def test_other_qr_texts_are_refused(text: str) -> None:
    with pytest.raises(QrMalformed):
        codes.parse_text(text)


@given(st.binary(min_size=16, max_size=16))
def test_an_invitation_code_survives_how_people_write_it(secret: bytes) -> None:
    code = codes.code_of_secret(secret)

    assert codes.secret_of_code(code) == secret
    assert codes.secret_of_code(code.lower().replace("-", " ") + " ") == secret


@pytest.mark.parametrize("code", ["", "ABCD", "Z" * 26, "U" * 26, "0" * 27])
def test_a_mistyped_code_is_wrong(code: str) -> None:
    with pytest.raises(CodeWrong):
        codes.secret_of_code(code)


def test_letters_that_grow_in_upper_case_are_no_prefix_of_an_id() -> None:
    assert ids.short_range("ß" * 12) is None
    assert ids.short_range("ﬁ") is None


def test_a_name_is_bound_to_the_wallet_or_key_that_orders() -> None:
    number, wallet, key = "018f3c2a9b1e7c3d8e4f5a6b7c8d9e0f", "ab" * 20, "cd" * 32
    # Worked out from the protocol with sha256sum, not with this code.
    assert ids.name_of(number, wallet) == "018f3c2a9b1ed7d5be6f6d76597b557f"
    assert ids.name_of(number, key) == "018f3c2a9b1ee61fed772db065083511"
    assert ids.name_of(number, None) == "018f3c2a9b1eda448929a0ae56de6480"


def test_two_things_with_the_same_12_characters_are_named_whole() -> None:
    one, other, third = (Found(f"{number:017x}" + "5" * 15, "send", number, None) for number in (1, 2, 3))
    assert candidates_text([one, other, third]) == f"{one.id} or {other.id} or {third.id}"
    assert candidates_text([one, one._replace(id="1" * 32)]) == f"{ids.short(one.id)}, {ids.short('1' * 32)}"
