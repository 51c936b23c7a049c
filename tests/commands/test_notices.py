"""What came in since the last command: said once to a person, and in the inbox until it is read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.inside import Household, in_process
from tests.support.terminal import Screen

if TYPE_CHECKING:
    from tests.support.inside import Household


@pytest.fixture
def house(empty_house: Household) -> Household:
    """@ming and @li, and elsewhere nobody: what @li gets is ordered from this home too, and is news for @li."""
    house = empty_house.begin("li", shops=("cafe",), cash={"ming": "200"})
    house.run("inbox", "--done", "--as", "li")
    house.run("inbox", "--done", "--as", "ming")
    return house


def screen_of(*words: str, status: int = 0) -> str:
    """Run a command on a terminal, and give what it shows."""
    with Screen(*words, columns=160) as screen:
        return screen.ended(status)


def test_a_person_hears_once_what_came_in_and_the_inbox_keeps_it(house: Household) -> None:
    house.run("send", "li", "5", "for", "lunch", "--as", "ming")
    house.run("envelope", "send", "li", "3", "--as", "ming")
    # Not who reads no terminal, and not in the middle of JSON or an id.
    for words in (("balance",), ("balance", "--json"), ("balance", "-q")):
        assert "new:" not in "".join(in_process(*words, "--as", "li")[1:])
    assert "new:" not in screen_of("balance", "-q", "--as", "li")
    assert "new:" not in screen_of("balance", "--json", "--as", "li")
    said = 'new: +5.00 EUR from @ming "for lunch", an envelope from @ming    paycli inbox'
    assert said in screen_of("balance", "--as", "li")
    assert "new:" not in screen_of("balance", "--as", "li"), "it is said once"
    assert "new:" not in screen_of("balance", "--as", "ming"), "and to whom it concerns"
    waits = {each["what"]: each for each in house.json("inbox", "--as", "li")["items"]}
    assert sorted(waits) == ["came in", "envelope"]
    assert waits["came in"]["amount"] == "5.00"
    assert "from @ming, " in in_process("inbox", "--as", "li").out
    house.run("inbox", "--done", "--as", "li")
    assert [each["what"] for each in house.json("inbox", "--as", "li")["items"]] == ["envelope"]


def test_each_kind_of_news_is_said_in_its_words(house: Household) -> None:
    """Each line is what somebody else did since; what one did oneself is no news, with what came of it at once."""
    sale = house.json("pos", "charge", "7", "tea", "--no-wait", "--as", "cafe")["id"]
    house.run("pay", sale, "--as", "ming")
    assert "new: +7.00 EUR paid by @ming    paycli inbox" in screen_of("balance", "--as", "cafe")
    house.run("refund", sale, "2", "cold", "--as", "cafe")
    assert 'new: +2.00 EUR refunded by @cafe "cold"    paycli inbox' in screen_of("balance", "--as", "ming")
    house.run("cash", "in", "li", "20", "--as", "ming")
    assert "new: +20.00 EUR in cash    paycli inbox" in screen_of("balance", "--as", "li")
    cash = house.json("withdraw", "4", "--cash", "--as", "li")["id"]
    house.run("cash", "out", cash, "--refuse", "--as", "ming")
    said = "new: +4.00 EUR returned: the payout was declined    paycli inbox"
    assert said in screen_of("balance", "--as", "li")
    house.run("card", "bind", "--test", "visa", "--as", "li")
    assert "new:" not in screen_of("topup", "5", "--yes", "--as", "li")
    for _ in range(4):
        house.run("send", "li", "1", "--as", "ming")
    for _ in range(2):
        house.run("envelope", "send", "2", "--as", "ming")
    assert "new: 4 payments, +4.00 EUR, 2 envelopes    paycli inbox" in screen_of("balance", "--as", "li")
    house.run("envelope", "send", "2", "--as", "ming")
    house.run("envelope", "send", "2", "--as", "ming")
    assert "new: 2 envelopes from @ming    paycli inbox" in screen_of("balance", "--as", "li")
    house.run("envelope", "send", "li", "2", "--as", "ming")
    assert "new:" not in screen_of("grab", "--yes", "--as", "li"), "what was taken meanwhile waits no more"
    house.run("send", "li", "1", "a", "last", "cent", "--as", "ming")
    assert '"a last cent"' in screen_of("inbox", "--as", "li")
    assert "new:" not in screen_of("balance", "--as", "li"), "the inbox has shown it"


def test_where_nothing_is_remembered_it_is_said_again(house: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    house.run("send", "li", "5", "--as", "ming")
    seen = next((Path(house.ledger).parent / "seen").glob("*.json"))
    fields = json.loads(seen.read_text())
    assert fields["news"], "it was noted by the one that sent it"
    before = seen.read_text()
    for _ in range(2):
        seen.write_text(before)
        assert "new: +5.00 EUR from @ming" in screen_of("balance", "--as", "li")
