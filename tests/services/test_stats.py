"""What envelopes brought: numbers, luck and the chart by month."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, Any

import pytest

from paycli.main import run
from tests.support.inside import Household

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Household:
    made = Household(tmp_path / "house", monkeypatch)
    made.run("init", "--handle", "ming", "--currency", "EUR", "--play", "--vault", "sealed", "--zone", "UTC")
    for handle in ("li", "bo"):
        made.run("wallet", "new", handle)
    monkeypatch.setenv("PAYCLI_AS", "ming")
    monkeypatch.setenv("PAYCLI_NOW", "2030-01-31T23:59:00Z")
    made.run("cash", "in", "ming", "100")
    return made


def sends(house: Household, *words: str) -> str:
    return str(house.json("envelope", "send", *words)["id"])


def stats(house: Household, *words: str, who: str = "ming") -> dict[str, Any]:
    return house.json("envelope", "stats", *words, "--as", who)


def text_of(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    assert run(["envelope", "stats", *words]) == 0
    return capsys.readouterr().out


def test_a_wallet_without_envelopes_has_no_numbers(house: Household, capsys: pytest.CaptureFixture[str]) -> None:
    found = stats(house)
    assert (found["sent"], found["received"], found["best"], found["months"]) == ([], [], None, [])
    assert text_of(capsys).startswith("Envelopes (PLAY)\nNo envelopes sent or taken: paycli envelope send")


def test_what_was_sent_and_what_of_it_came_back(house: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    cancelled, open_one = sends(house, "3", "-n", "3", "--rule", "equal"), sends(house, "5", "-n", "5")
    house.run("grab", cancelled, "--as", "li")
    house.run("cancel", cancelled)
    # Neither a payment nor an envelope of somebody else counts.
    house.run("send", "li", "1")
    row = {"envelopes": 2, "amount": "8.00", "currency": "EUR", "came_back": "2.00"}
    assert stats(house)["sent"] == [row]
    house.run("grab", open_one, "--as", "li")
    assert stats(house, who="li")["received"][0]["envelopes"] == 2
    assert stats(house, who="li")["sent"] == []
    # When its time is over what is left counts as back, settled or not.
    taken = house.json("show", open_one)["grabs"][0]["amount"]
    monkeypatch.setenv("PAYCLI_NOW", "2030-02-03T00:00:00Z")
    assert float(stats(house)["sent"][0]["came_back"]) == pytest.approx(2 + 5 - float(taken))


def test_the_best_luck_is_told_against_the_mean_of_its_envelope(house: Household) -> None:
    small, large = sends(house, "0.02", "-n", "2"), sends(house, "30", "-n", "3")
    equal = sends(house, "50", "-n", "1")
    for envelope in (small, large, equal):
        house.run("grab", envelope, "--as", "li")
    shares = {each: house.json("show", each)["grabs"][0]["amount"] for each in (small, large)}
    times = {small: float(shares[small]) / 0.01, large: float(shares[large]) / 10}
    best = max(times, key=lambda each: times[each])
    found = stats(house, who="li")
    assert (found["best"]["id"], found["best"]["amount"]) == (best, shares[best])
    assert found["best"]["times_mean"] == f"{int(times[best] * 100 + 1e-6) / 100:.2f}"
    assert (found["times_luckiest"], found["lucky_ended"]) == (0, 0)
    house.run("grab", small, "--as", "bo")
    house.run("cancel", large)
    # Of equal shares all count, and whoever is alone has the largest.
    for who, number in (("li", 2), ("bo", 1)):
        found = stats(house, who=who)
        assert (found["times_luckiest"], found["lucky_ended"]) == (number, number)


def test_the_chart_has_every_month_and_fits_80_columns(
    house: Household, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first = sends(house, "20", "-n", "1")
    house.run("grab", first, "--as", "li")
    monkeypatch.setenv("PAYCLI_NOW", "2030-03-01T00:01:00Z")
    sends(house, "5")
    found = stats(house)
    assert [(row["month"], row["sent_amount"], row["received_amount"]) for row in found["months"]] == [
        ("2030-01", "20.00", "0.00"), ("2030-02", "0.00", "0.00"), ("2030-03", "5.00", "0.00"),
    ]  # fmt: skip
    lines = text_of(capsys).splitlines()
    chart = lines[lines.index("EUR by month") + 1 :]
    bars = [line.count("█") for line in chart]
    assert (bars[0], bars[2], bars[4]) == (54, 0, 54 // 4)
    assert chart[3].split() == ["received", "0.00"]
    assert max(len(line) for line in lines) == 80
    # In the ledger's zone a month may have begun already.
    found = stats(house, "--since", "2030-03-01")
    assert [row["month"] for row in found["months"]] == ["2030-03"]
    assert (found["sent"][0]["envelopes"], found["since"]) == (1, "2030-03-01T00:00:00.000Z")
    assert "Envelopes until Tue 1 Jan 2030 00:00 (PLAY)\nNone in this time." in text_of(capsys, "--until", "2030-01-01")


def test_where_the_encoding_has_no_blocks_bars_are_plain(house: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    sends(house, "20")
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", out)
    assert run(["envelope", "stats"]) == 0
    out.seek(0)
    assert "2030-01  sent      20.00  " + "#" * 54 in out.read()


def test_each_currency_is_added_up_alone(house: Household) -> None:
    house.run("ledger", "set", "currency", "JPY")
    house.run("cash", "in", "ming", "1000JPY")
    for amount in ("2EUR", "300JPY"):
        sends(house, amount, "-n", "1")
    found = stats(house)
    assert [(row["amount"], row["currency"]) for row in found["sent"]] == [("2.00", "EUR"), ("300", "JPY")]
    assert [(row["month"], row["currency"], row["sent_amount"]) for row in found["months"]] == [
        ("2030-01", "EUR", "2.00"), ("2030-01", "JPY", "300"),
    ]  # fmt: skip
