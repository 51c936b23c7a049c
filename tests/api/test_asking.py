"""Asking for money and answering from Python, as the commands do."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from paycli import Money
from tests.support.programs import opened

if TYPE_CHECKING:
    from tests.support.inside import Household


def test_a_sum_is_split_paid_and_declined(empty_house: Household) -> None:
    house = empty_house.begin("bo", cash={"ming": "100"})
    house.run("wallet", "new", "an", "--as", "ming")
    with opened(house, "ming") as ming, opened(house, "bo") as bo, opened(house, "an") as an:
        ming.send("bo", 60, key="so that there is something")
        made = ming.split(["bo", "an"], 100, "dinner", key="d", parts={"bo": 2}, amounts={"ming": Decimal("40.00")})
        assert [each.money.amount_minor for each in made.shares] == [4000, 2000]
        assert ming.split(["bo", "an"], 100, "dinner", key="d", parts={"bo": 2}, amounts={"ming": 40}).replayed
        assert bo.accept(made.id).money == Money(4000, "EUR")
        assert an.decline(made.id, "no").note == "no"
        cab = ming.request_new("bo", 5, "cab", key=None, about=made.id)
        [asked] = bo.request_list().rows
        assert (asked.id, asked.of) == (cab.id, made.id)
        assert [each.short for each in ming.request_list(open_only=True).rows] == [cab.short]
