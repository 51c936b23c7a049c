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
    SaleDetail,
    detail_of,
    detail_text,
)

DETAILS: dict[str, EnvelopeDetail | SaleDetail | BatchDetail | GroupDetail] = {
    "envelope": EnvelopeDetail(3, taken=1),
    "sale": SaleDetail(tip_minor=5, refunded_minor=7),
    "batch": BatchDetail(3),
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
        ("sale", '{"packets":3,"taken":1}'), ("group", '{"members":[1]}'), ("topup", "{}"), ("lost", "{}"),
    ],
)  # fmt: skip
def test_a_text_that_is_no_detail_of_its_kind_is_refused(kind: str, text: str | None) -> None:
    with pytest.raises(ValueError, match=r".*"):
        detail_of(kind, text)
