"""What a group, a sale and an envelope tell to whom: others get the answer for what is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.catalogue import WITH_HANDLE
from tests.support.inside import in_process
from tests.support.misses import Misses

if TYPE_CHECKING:
    from tests.support.inside import Household

# These give a handle to somebody, and it belongs to one for ever.
GIVES = {"wallet new", "wallet invite"}


@pytest.fixture
def house(empty_house: Household) -> Household:
    """Give a ledger where @li has a group with @bo, and nobody but @ming is the operator."""
    house = empty_house.begin("li", "bo", "an", shops=("cafe",), cash={"li": "20", "an": "20"})
    house.run("group", "new", "family", "bo", "--as", "li")
    house.without_rights("li", "bo", "an", "cafe")
    return house


def test_a_group_is_not_told_of_to_who_is_not_in_it(house: Household) -> None:
    with Misses() as misses:
        for case in WITH_HANDLE:
            if case.command in GIVES:
                continue
            for who in ("an", "ming"):
                line = case.with_word(case.handle).split(" --as ")[0]
                there, nowhere = (
                    in_process(*line.replace("X", name).split(), "--as", who, "--yes", "--json", stdin="")
                    for name in ("family", "qxzjvk")
                )
                with misses.of(line, who):
                    assert there.status == nowhere.status != 0
                    assert there.err == nowhere.err.replace("qxzjvk", "family")
    swapped = [
        in_process("envelope", "send", "1", name, "--as", "an", "--yes", "--json", "--dry-run")
        for name in ("family", "qxzjvk")
    ]
    assert [each.status for each in swapped] == [0, 0]


def test_tab_offers_a_group_to_its_members_only(house: Household) -> None:
    from paycli.app.opening import Wanted, open_app
    from paycli.services.completing import addressees
    from paycli.services.reading.reader import reading

    def offered(who: str) -> bool:
        opening = open_app(None, Wanted(who, None, tty=False))
        try:
            with reading(opening.app) as reader:
                return "family" in {offer.word for offer in addressees(reader)}
        finally:
            opening.app.machine.close()

    assert [who for who in ("ming", "li", "bo", "an") if offered(who)] == ["li", "bo"]


def test_a_sale_that_has_ended_is_shown_to_those_concerned(house: Household) -> None:
    sale = house.json("pos", "charge", "5", "a secret cake", "--as", "cafe")["id"]
    for who in ("li", "bo", "an", "cafe", "ming"):
        assert house.json("pos", "receipt", sale, "--as", who)["lines"] == ["a secret cake"], "it can be paid"
    house.run("pay", sale, "--as", "li")
    for command in (("pos", "receipt"), ("show",)):
        for who in ("li", "cafe", "ming"):
            assert house.json(*command, sale, "--as", who)["from"] == "@li"
        for who in ("bo", "an"):
            there, nowhere = (
                in_process(*command, typed, "--as", who, "--json") for typed in (sale, "0" * 20 + "8" + "0" * 11)
            )
            assert (there.status, nowhere.status) == (4, 4)
            assert there.err.replace(sale, "0" * 20 + "8" + "0" * 11) == nowhere.err
    assert house.json("pay", sale, "--as", "an", status=5)["code"] == "already_paid"
    cancelled = house.json("pos", "charge", "5", "tea", "--as", "cafe")["id"]
    house.run("cancel", cancelled, "--as", "cafe")
    house.run("show", cancelled, "--as", "an", status=4)
    assert house.json("pay", cancelled, "--as", "an", status=4)["code"] == "sale_cancelled"


def test_what_opens_later_can_be_tried_again_later(house: Household) -> None:
    envelope = house.json("envelope", "send", "an", "5", "--open-at", "+2h", "--as", "li")["id"]
    refused = house.json("grab", envelope, "--as", "an", status=4)
    assert (refused["code"], refused["retry"]) == ("not_yet_open", "later")
