"""Which entries a list of the log has: those of a period, and none left out that this client saw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.tampering import tampering

if TYPE_CHECKING:
    from tests.support.inside import Household


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("zoe", "li", "bo", cash={"zoe": "100"})


def test_a_period_is_right_where_the_clock_was_set_back(house: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    def at(hour: int, *words: str) -> None:
        monkeypatch.setenv("PAYCLI_NOW", f"2031-01-01T{hour:02}:00:00Z")
        house.run(*words)

    for hour, amount in ((10, "1"), (13, "2"), (16, "3")):
        at(hour, "send", "li", amount, "--as", "zoe")
    at(11, "ledger", "clock", "--set", "--as", "ming")
    for hour, amount in ((12, "4"), (14, "5")):
        at(hour, "send", "li", amount, "--as", "zoe")

    def found(*words: str) -> list[str]:
        return [str(each["amount"])[1:] for each in house.json("log", *words, "--kind", "sent", "--as", "zoe")["items"]]

    noon, two = "2031-01-01T12:00:00Z", "2031-01-01T14:00:00Z"
    assert found() == ["5.00", "4.00", "3.00", "2.00", "1.00"]
    assert found("--since", noon) == ["5.00", "4.00", "3.00", "2.00"]
    assert found("--until", noon) == ["1.00"]
    assert found("--since", noon, "--until", two) == ["4.00", "2.00"]
    assert found("--since", noon, "--until", two, "--limit", "1") == ["4.00"]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ("UPDATE entries SET kind = 'send' || kind WHERE kind = 'contact.block'", "log"),
        ("UPDATE entries SET wallet = zeroblob(20) WHERE kind = 'contact.block'", "log"),
        ("UPDATE entries SET kind = 'send' || kind WHERE kind = 'envelope.send'", "envelope stats"),
    ],
)
def test_an_entry_that_the_index_leaves_out_and_this_client_saw_is_missed(
    house: Household, change: str, line: str
) -> None:
    house.run("contact", "block", "bo", "--as", "zoe")
    house.run("envelope", "send", "li", "5", "--as", "zoe")
    house.run("log", "--as", "zoe")
    with tampering(house.ledger) as connection:
        connection.execute(change)
    refused = house.json(*line.split(), "--as", "zoe", status=70)
    assert "left out of the log" in refused["message"]
