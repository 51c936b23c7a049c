"""Orders: one spelling only, made and read in one place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycli.domain.bodies import SendBody, wire_names
from paycli.domain.canonical import ORDER_BYTES_MOST, decode, encode
from paycli.domain.kinds import KINDS
from paycli.domain.orders import Order, Seen, read_unchecked, settle_order
from paycli.errors import OrderMalformed
from tests.support.circle import START_MS
from tests.support.ids import order_id
from tests.support.orders import make_order

if TYPE_CHECKING:
    from paycli.domain.kind import Kind

LEDGER, WALLET, OTHER, ID, KEY = "1" * 32, "2" * 40, "3" * 40, order_id(4), "5" * 64
SEND = SendBody(to=OTHER, amount_minor=5, currency="EUR", note=None)
BODY = {"to": OTHER, "amount": 5, "currency": "EUR", "note": None}


def _order() -> Order:
    return Order.make("send", SEND, id=ID, at=1000, key=KEY, ledger=LEDGER, wallet=WALLET, seen=Seen(3, "6" * 64))


def test_an_order_is_read_back_from_its_bytes() -> None:
    assert Order.parse(_order().data) == _order()


def test_the_bytes_are_the_ones_of_the_protocol() -> None:
    assert _order().data == (
        b'{"at":1000,"body":{"amount":5,"currency":"EUR","note":null,"to":"' + OTHER.encode() + b'"},"id":"'
        + ID.encode() + b'","key":"' + KEY.encode() + b'","kind":"send","ledger":"' + LEDGER.encode()
        + b'","seen":{"root":"' + b"6" * 64 + b'","size":3},"until":901000,"v":1,"wallet":"' + WALLET.encode() + b'"}'
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"at":1000', b'"at":1000.0'),
        (b'"at":1000', b'"at":1e3'),
        (b'"at":1000', b'"at":01000'),
        (b'"at":1000', b'"at":-1'),
        (b'"at":1000', b'"at":true'),
        (b'"at":1000', b'"at":"1000"'),
        (b'"at":1000', b'"at": 1000'),
        (b'"at":1000', b'"at":9007199254740992'),
        (b'"at":1000', b'"at":' + b"9" * 5000),
        (b'"at":1000,', b'"at":1000,"at":1000,'),
        (b'"at":1000,', b'"aa":1,"at":1000,'),
        (b'"at":1000,', b""),
        (b'"amount":5', b'"amount":0'),
        (b'"amount":5', b'"amount":-5'),
        (b'"amount":5', b'"amount":5.0'),
        (b'"amount":5', b'"amount":1000000000000000'),
        (b'"amount":5', b'"amount":NaN'),
        (b'"amount":5,', b'"amount":5,"and":1,'),
        (b'"currency":"EUR"', b'"currency":"eur"'),
        (b'"currency":"EUR"', b'"currency":"\\u0045UR"'),
        (b'"kind":"send"', b'"kind":"sent"'),
        (b'"kind":"send"', b'"kind":["send"]'),
        (b'"v":1', b'"v":2'),
        (b'"v":1', b'"v":true'),
        (b'"size":3', b'"size":0'),
        (b'"seen":{', b'"seen":{"a":1,'),
        (b'"until":901000', b'"until":null'),
        (b'{"at"', b' {"at"'),
        (b'{"at"', b'\xef\xbb\xbf{"at"'),
        (b'{"at"', b'{"at\xff"'),
    ],
)
def test_any_other_spelling_is_refused(old: bytes, new: bytes) -> None:
    data = _order().data
    assert old in data

    with pytest.raises(OrderMalformed):
        Order.parse(data.replace(old, new, 1))


def test_reordered_keys_are_refused() -> None:
    fields = json.loads(_order().data)
    data = json.dumps(dict(reversed(fields.items())), separators=(",", ":")).encode()

    with pytest.raises(OrderMalformed, match="canonical"):
        Order.parse(data)


@pytest.mark.parametrize("data", [b"", b"null", b"[]", b"1", b"[" * 60_000, b'{"a":' * 20_000, b"{}" + b" " * 70_000])
def test_what_is_no_order_is_refused_without_a_crash(data: bytes) -> None:
    with pytest.raises(OrderMalformed):
        Order.parse(data)


def test_an_order_may_not_be_longer_than_64_kib() -> None:
    with pytest.raises(OrderMalformed, match="64 KiB"):
        decode(b'"' + b"a" * ORDER_BYTES_MOST + b'"')


def test_who_signs_alone_has_a_null_wallet() -> None:
    body = {"wallet": OTHER, "amount": 5, "currency": "EUR", "note": None}
    with pytest.raises(OrderMalformed, match="wallet"):
        make_order("cash.in", body, id=ID, at=1, key=KEY, ledger=LEDGER, wallet=WALLET)
    with pytest.raises(OrderMalformed, match="wallet"):
        make_order("send", BODY, id=ID, at=1, key=KEY, ledger=LEDGER, wallet=None)


def test_no_order_is_made_that_could_not_be_read_again() -> None:
    with pytest.raises(OrderMalformed, match="seen"):
        Order.make("send", SEND, id=ID, at=1, key=KEY, ledger=LEDGER, wallet=WALLET, seen=Seen(2**53, "6" * 64))


def test_a_settlement_is_the_same_whoever_makes_it() -> None:
    assert settle_order(ID, 77, LEDGER) == settle_order(ID, 77, LEDGER)
    assert settle_order(ID, 77, LEDGER).key is None


def test_an_order_that_is_made_is_the_one_that_is_read() -> None:
    wire = make_order("send", BODY, id=ID, at=1000, key=KEY, ledger=LEDGER, wallet=WALLET, seen=Seen(3, "6" * 64))
    assert wire == _order()


@pytest.mark.parametrize("kind", KINDS.values())
def test_a_record_of_a_body_has_the_fields_of_its_kind_in_their_order(kind: Kind) -> None:
    assert wire_names(kind.body) == tuple(kind.fields)


@pytest.mark.parametrize("kind", KINDS)
def test_a_body_has_exactly_the_words_of_the_table(kind: str) -> None:
    body = dict.fromkeys([*KINDS[kind].fields, "extra"])

    with pytest.raises(OrderMalformed, match="body"):
        make_order(kind, body, id=ID, at=1, key=KEY, ledger=LEDGER)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(alphabet=st.characters(codec="utf-8")),
    lambda children: st.lists(children) | st.dictionaries(st.text(alphabet="abcdefgh", max_size=5), children),
    max_leaves=15,
)


@given(json_values)
def test_canonical_json_is_a_fixed_point(value: object) -> None:
    assert decode(encode(value)) == value
    assert encode(decode(encode(value))) == encode(value)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_decoder(data: bytes) -> None:
    try:
        value = decode(data)
    except OrderMalformed:
        return

    assert encode(value) == data


def test_text_that_is_no_unicode_is_refused() -> None:
    with pytest.raises(OrderMalformed):
        encode("\ud800")
    with pytest.raises(OrderMalformed):
        decode(b'"\\ud800"')


def test_an_order_is_never_made_that_could_not_be_read_back() -> None:
    def made(at: int) -> Order:
        body = {"of": "0" * 32}
        return make_order("cancel", body, at=at, id=order_id(0), key="0" * 64, ledger="0" * 32, wallet="0" * 40)

    assert Order.parse(made(START_MS).data).at == START_MS
    with pytest.raises(OrderMalformed):
        made(1 << 53)


@pytest.mark.parametrize("spelled", ["0" * 32, "f" * 32, f"{4:013x}{0x8000 << 48:019x}", f"{7:013x}{0:019x}"])
def test_an_id_that_is_no_uuid_of_version_7_or_8_is_refused(spelled: str) -> None:
    with pytest.raises(OrderMalformed, match="its id is not one"):
        make_order("cancel", {"of": "0" * 32}, id=spelled, at=1, key="0" * 64, ledger="0" * 32, wallet="0" * 40)


@pytest.mark.parametrize(("field", "other"), [("id", "0" * 31 + "g"), ("wallet", "x" * 40), ("key", "é" * 64)])
def test_what_can_have_no_name_is_no_order(field: str, other: str) -> None:
    """A flipped bit in a row makes no hex digit of one, and an order is looked for by its name."""
    fields = {
        "at": 1, "body": {"of": "0" * 32}, "id": "0" * 32, "key": "a" * 64, "kind": "cancel", "ledger": "b" * 32,
        "seen": None, "until": 2, "v": 1, "wallet": None,
    }  # fmt: skip
    assert read_unchecked(encode(fields)).name
    with pytest.raises(OrderMalformed):
        read_unchecked(encode(fields | {field: other}))
