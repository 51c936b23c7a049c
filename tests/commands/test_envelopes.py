"""Envelopes as they are sent: how many packets, for whom, how often, and the same one again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.inside import Household

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.inside import Household


@pytest.fixture
def house(empty_house: Household) -> Household:
    """Give @ming who runs the ledger, and others who have none of the operator's rights."""
    empty_house.begin("zoe", "li", "mal", "bo", cash={"ming": "500", "zoe": "500", "bo": "10"})
    return empty_house.without_rights("zoe", "li", "mal", "bo")


def sent(house: Household, *words: str, who: str = "zoe") -> str:
    return str(house.json("envelope", "send", *words, "--as", who)["id"])


def test_more_packets_than_people_are_refused(house: Household) -> None:
    refused = house.json("envelope", "send", "li", "10", "-n", "5", "--as", "ming", status=2)
    assert refused["message"].startswith("Nothing was sent.")


def test_no_packet_is_laid_down_for_a_sender_who_may_not_take_it(house: Household) -> None:
    refused = house.json("envelope", "send", "zoe,li", "10", "--as", "zoe", status=2)
    assert refused["message"].startswith("Nothing was sent. Nobody takes from a lucky envelope of their own")
    # With a packet less it can be taken whole.
    house.run("envelope", "send", "zoe,li,mal", "10", "-n", "2", "--as", "zoe")
    both = sent(house, "zoe,li", "10", "--rule", "equal")
    assert [house.json("grab", both, "--as", who)["amount"] for who in ("zoe", "li")] == ["5.00", "5.00"]


def test_the_repeat_of_an_envelope_that_has_ended_says_so_and_draws_no_card(house: Household, tmp_path: Path) -> None:
    line = ("envelope", "send", "2", "--link", "-k", "dead", "--as", "zoe")
    envelope = house.json(*line)
    assert envelope["state"] == "pending"
    house.run("cancel", envelope["id"], "--as", "zoe")
    again = house.json(*line, "--card", str(tmp_path / "card.svg"))
    assert (again["replayed"], again["state"], again["cards"]) == (True, "cancelled", [])
    assert not (tmp_path / "card.svg").exists()


def test_the_limit_of_a_day_says_how_many_were_sent(house: Household) -> None:
    for _ in range(3):
        sent(house, "1")
    house.run("ledger", "set", "most-envelopes-per-day", "2", "--as", "ming")
    refused = house.json("envelope", "send", "1", "--as", "zoe", status=7)
    told = "You have sent 3 envelopes today, and the limit is 2 a day; the next day begins at 00:00 UTC."
    assert refused["message"].endswith(told)
