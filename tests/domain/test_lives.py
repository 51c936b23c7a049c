"""The table of lives agrees with the table of kinds, and what only one kind has is one text in its column."""

from __future__ import annotations

import pytest

from paycli.domain.canonical import encode
from paycli.domain.kinds import KINDS
from paycli.domain.lives import (
    LIVES,
    MADE_BY,
    BatchDetail,
    EnvelopeDetail,
    GroupDetail,
    RequestDetail,
    SaleDetail,
    detail_of,
    detail_text,
    record_of,
)
from paycli.domain.shifts import ShiftDetail

TAXES = (("A", 70_000, 5_35, 35), ("B", 190_000, 1_19, 19))
DETAILS: dict[str, EnvelopeDetail | SaleDetail | ShiftDetail | BatchDetail | RequestDetail | GroupDetail] = {
    "envelope": EnvelopeDetail(3, taken=1),
    "sale": SaleDetail(tender="cash", tip_minor=5, refunded_minor=7),
    "shift": ShiftDetail(closing_difference_minor=-30, taxes=TAXES, refund_taxes=TAXES[1:]),
    "batch": BatchDetail(3),
    "request": RequestDetail(declined=1, paid=2),
    "group": GroupDetail(("a" * 40, "b" * 40)),
}


def test_what_makes_an_object_names_its_noun_and_no_object_that_is_there() -> None:
    makers = {row.name: row.noun for row in KINDS.values() if row.noun is not None and row.about is None}
    assert makers == {kind: life.kind for kind, life in MADE_BY.items()}


def test_nobody_signs_what_is_not_signed() -> None:
    assert {kind for kind, row in KINDS.items() if not row.is_signed} == {"settle"}
    assert all(row.is_signed == ("nobody" not in row.signed_by) for row in KINDS.values())


def test_every_noun_of_an_order_has_a_life() -> None:
    assert {row.noun for row in KINDS.values() if row.noun is not None} == set(LIVES)


SHIFT = str(detail_text(ShiftDetail()))


def test_the_fields_of_a_detail_stand_in_the_order_of_their_names() -> None:
    records = [record for record in map(record_of, LIVES) if record is not None]
    assert [list(record._fields) for record in records] == [sorted(record._fields) for record in records]


@pytest.mark.parametrize("kind", LIVES)
def test_a_detail_is_canonical_and_read_back_as_it_was(kind: str) -> None:
    detail = DETAILS.get(kind)
    text = detail_text(detail)
    assert detail_of(kind, text) == detail
    assert text is None or text.encode() == encode(detail._asdict() if detail else None)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("envelope", None), ("envelope", ""), ("envelope", "3"), ("envelope", "{}"), ("envelope", '{"packets":3}'),
        ("envelope", '{"packets":3,"taken":"1"}'), ("envelope", '{"packets":3,"taken":true}'),
        ("envelope", '{"packets":3,"taken":1} '), ("envelope", '{"packets":3,"taken":1,"tip_minor":0}'),
        ("envelope", '{"taken":1,"packets":3}'), ("envelope", '["packets","taken"]'), ("envelope", "[" * 100_000),
        ("sale", '{"packets":3,"taken":1}'), ("sale", '{"refunded_minor":7,"tip_minor":5}'),
        ("sale", '{"refunded_minor":0,"refunded_tip_minor":0,"tender":null,"tip_minor":0}'),
        ("sale", '{"refunded_minor":0,"refunded_tip_minor":0,"tender":0,"tip_minor":0}'),
        ("sale", '{"refunded_minor":"0","refunded_tip_minor":0,"tender":"","tip_minor":0}'),
        ("shift", None), ("shift", "{}"), ("shift", SHIFT.replace('"taxes":[', '"taxes":[5')),
        ("shift", SHIFT.replace('"taxes":[', '"taxes":[["A",70000,1,0],')), ("shift", SHIFT.replace("[]", "0")),
        ("group", '{"members":[1]}'), ("topup", "{}"), ("lost", "{}"),
    ],
)  # fmt: skip
def test_a_text_that_is_no_detail_of_its_kind_is_refused(kind: str, text: str | None) -> None:
    with pytest.raises(ValueError, match=r".*"):
        detail_of(kind, text)
