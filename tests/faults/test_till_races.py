"""Races at a till: whole commands at the same moment, each in a process of its own, and every cent is in one place."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from paycli.domain.orders import read_unchecked
from paycli.signing import CRYPTO
from paycli.store.sqlite.book import SqliteBook
from tests.support import effort
from tests.support.at_once import Line, commanders
from tests.support.day_sums import add_up
from tests.support.forger import second_opinion
from tests.support.mandates import DAY_MS
from tests.support.proof import faults

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.inside import Household

pytestmark = [pytest.mark.python, pytest.mark.slow]

SEED = 20_261_129
CAFE = ("--as", "cafe")
# Who starts behind the other does so by less than a command takes, so that either may be first.
BEHIND_MOST_S = 0.03


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li", "bo", shops=("cafe",), cash={"li": "90000", "bo": "90000"})


def sound(house: Household) -> None:
    """Require that both verifiers find nothing wrong."""
    assert faults(house.ledger) == []
    assert second_opinion(house.ledger) == []


def minor(text: str) -> int:
    return int(Decimal(text) * 100)


def last_entry(house: Household) -> int:
    with closing(sqlite3.connect(house.ledger)) as connection:
        return int(connection.execute("SELECT max(n) FROM entries").fetchone()[0])


def test_a_sale_is_paid_by_a_wallet_or_by_cash_and_never_by_both(house: Household) -> None:
    dice, first = random.Random(SEED), last_entry(house)
    house.run("pos", "open", "--float", "0", *CAFE)
    sums, won = Counter[str](), Counter[str]()
    with commanders(house, 4) as crew:
        for round_ in range(effort.ROUNDS):
            amount = f"{1 + round_ % 9}.{round_ % 100:02}"
            sale = house.json("pos", "charge", amount, "tea", "--expires", "1h", *CAFE)
            pays = [("pay", sale["id"], "--tip", "0.50", "--as", guest) for guest in ("li", "bo")]
            words = [*pays, *[("pos", "cash", sale["receipt"], "20", *CAFE)] * 2]
            ended = crew.race([Line(each, dice.uniform(0, BEHIND_MOST_S)) for each in words])
            codes = [each.code for each in ended]
            assert sorted(codes) == ["", *["already_paid"] * 3], ended
            tender = "wallet" if "" in codes[:2] else "cash"
            won[tender] += 1
            sums[tender] += minor(amount)
            receipt = house.json("pos", "receipt", sale["receipt"], *CAFE)
            assert receipt["tender"] == tender
    # Else nothing was a race.
    assert min(won["wallet"], won["cash"]) > effort.ROUNDS // 20, won
    drawer = house.json("pos", "x", *CAFE)["drawer"]["expected"]
    closed = house.json("pos", "close", "--counted", drawer, *CAFE)
    z = closed["report"]
    for tender, row in (("wallet", z["by_wallet"]), ("cash", z["by_cash"])):
        assert (row["count"], minor(row["sum"])) == (won[tender], sums[tender])
    assert (minor(drawer), minor(z["tips"]), z["charged"]) == (sums["cash"], 50 * won["wallet"], effort.ROUNDS)
    added = add_up(str(house.ledger), first, closed["n"])
    assert (added["wallet"], added["cash"], added["tips"]) == (sums["wallet"], sums["cash"], 50 * won["wallet"])
    sound(house)


def test_a_payment_while_the_day_is_closed_is_in_its_z_or_is_refused(
    house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In each third round the sale's time is over by the clock of whoever closes, and not by that of the guest."""
    dice, seen, paid_minor, in_z_minor = random.Random(SEED), Counter[str](), 0, 0
    with commanders(house, 2) as crew:
        for round_ in range(effort.ROUNDS):
            now, later = f"+{5 * round_}m", f"+{5 * round_ + 2}m"
            monkeypatch.setenv("PAYCLI_NOW", now)
            house.run("pos", "open", "--float", "0", *CAFE)
            amount, expires = f"{1 + round_ % 9}.{round_ % 100:02}", "1m" if round_ % 3 == 0 else "4m"
            sale = house.json("pos", "charge", amount, "tea", "--expires", expires, *CAFE)
            ends = later if round_ % 3 == 0 else now
            pay, close = crew.race(
                [
                    Line(words, dice.uniform(0, BEHIND_MOST_S), (("PAYCLI_NOW", clock),))
                    for words, clock in (
                        (("pay", sale["id"], "--as", "li"), now),
                        (("pos", "close", "--counted", "0", *CAFE), ends),
                    )
                ]
            )
            assert (pay.code, close.code) in {("", ""), ("", "sale_waits"), ("sale_expired", "")}, (pay, close)
            seen[f"pay {pay.code or 'done'}, close {close.code or 'done'}"] += 1
            if close.code:
                close = crew.race([Line(("pos", "close", "--counted", "0", *CAFE), 0, (("PAYCLI_NOW", ends),))])[0]
            z = close.document["report"]
            assert (z["day"], z["charged"]) == (round_ + 1, 1)
            assert (z["by_wallet"]["count"], z["expired"]["count"]) == ((0, 1) if pay.code else (1, 0))
            assert z == {name: value for name, value in house.json("pos", "z", *CAFE).items() if name in z}
            paid_minor += 0 if pay.code else minor(amount)
            in_z_minor += minor(z["by_wallet"]["sum"])
            monkeypatch.setenv("PAYCLI_NOW", later)
            again = house.json("pay", sale["id"], "--as", "bo", status=5 if not pay.code else 4)
            assert again["code"] == ("sale_expired" if pay.code else "already_paid"), again
    assert len(seen) == 3, seen
    assert (in_z_minor, house.balance("cafe")) == (paid_minor, f"{paid_minor // 100}.{paid_minor % 100:02}")
    sound(house)


def till_of(house: Household, till: int, *caps: str) -> tuple[tuple[str, str], ...]:
    """Make the key of a till, and give what its processes have: its file, and a folder of their own."""
    folder = house.ledger.parent.parent / f"counter-{till}"
    folder.mkdir()
    house.run("pos", "setup", str(till), *caps, "--out", str(folder / "till.key"), *CAFE)
    return ("PAYCLI_MANDATE_FILE", str(folder / "till.key")), ("PAYCLI_HOME", str(folder / "home"))


def test_eight_processes_at_two_tills_never_give_back_more_than_was_paid(house: Household) -> None:
    tills = [till_of(house, till, "--max-refund-day", "90000") for till in (1, 2)]
    dice = random.Random(SEED)
    with commanders(house, 8) as crew:
        opened = crew.race([Line(("pos", "open", "--float", "0"), 0, till) for till in tills])
        assert [each.code for each in opened] == ["", ""]
        for round_ in range(effort.often(100)):
            [charged] = crew.race([Line(("pos", "charge", "10", "tea"), 0, tills[round_ % 2])])
            sale, before = charged.document, house.balance("li")
            house.run("pay", sale["id"], "--tip", "1", "--as", "li")
            ended = crew.race(
                [
                    Line(("refund", sale["receipt"], "2.30", "cold"), dice.uniform(0, BEHIND_MOST_S), tills[at % 2])
                    for at in range(8)
                ]
            )
            assert Counter(each.code for each in ended) == {"": 4, "already_refunded": 4}, ended
            receipt = house.json("pos", "receipt", sale["receipt"], *CAFE)
            assert (receipt["refunded"], receipt["amount"], receipt["tip"]) == ("9.20", "10.00", "1.00")
            house.run("refund", sale["receipt"], "1.80", "--till", "1", *CAFE)
            assert house.json("refund", sale["receipt"], "0.01", "--till", "1", *CAFE, status=5)
            assert house.balance("li") == before
        standing = [house.json("pos", "x", "--till", str(till), *CAFE) for till in (1, 2)]
        back = sum(minor(x["refunds_wallet"]["sum"]) + minor(x["refunded_tips"]) for x in standing)
        assert back == 11_00 * effort.often(100)
    sound(house)


def refunded_by_day(path: Path, day_at_ms: int) -> list[int]:
    """Add up what went back on each day of a till's key, in order of the log: a day never falls."""
    sums: Counter[int] = Counter()
    day = 0
    book = SqliteBook(path, CRYPTO)
    with book.view() as view:
        for entry in view.entries():
            order: Any = read_unchecked(entry.order)
            if order.kind == "refund":
                day = max(day, (entry.time - day_at_ms) // DAY_MS)
                sums[day] += order.body.amount_minor + order.body.tip_minor
    book.close()
    return [*sums.values()]


def test_a_till_gives_back_no_more_than_its_cap_of_a_day_whatever_the_clocks_say(
    empty_house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of eight processes are just before its midnight and half behind it; then the clock goes back a day."""
    # A day of a till's key begins at midnight where the ledger is, which is no midnight of UTC.
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    house = empty_house.begin("li", shops=("cafe",), cash={"li": "90000"})
    till = till_of(house, 1, "--max-refund", "30", "--max-refund-day", "100")
    day_at_ms = house.json("mandate", "list", *CAFE)["items"][0]["day_at_ms"]
    assert day_at_ms == 66_600_000
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(
        days=2, milliseconds=day_at_ms
    )
    a_minute, rounds = timedelta(minutes=1), effort.often(20)
    with commanders(house, 8) as crew:

        def give_back(sale: str, *moments: datetime) -> int:
            clocks = [moments[at % len(moments)].isoformat() for at in range(8)]
            ended = crew.race(
                [Line(("refund", sale, "30", "cold"), 0, (*till, ("PAYCLI_NOW", clock))) for clock in clocks]
            )
            assert {each.code for each in ended} <= {"", "mandate_spent"}, ended
            return sum(not each.code for each in ended)

        done = 0
        for round_ in range(rounds):
            midnight += timedelta(days=2)
            monkeypatch.setenv("PAYCLI_NOW", (midnight - 2 * a_minute).isoformat())
            if not round_:
                house.run("pos", "open", "--float", "0", "--till", "1", *CAFE)
            sale = house.json("pos", "charge", "900", "tea", "--till", "1", *CAFE)
            house.run("pay", sale["id"], "--as", "li")
            # One is of the day before in any case: whoever is behind midnight may come first in the race.
            with monkeypatch.context() as patch:
                for name, value in till:
                    patch.setenv(name, value)
                house.run("refund", sale["receipt"], "30", "cold")
            across = 1 + give_back(sale["receipt"], midnight - a_minute, midnight + a_minute)
            assert 4 <= across <= 6
            monkeypatch.setenv("PAYCLI_NOW", (midnight - timedelta(days=1)).isoformat())
            house.run("ledger", "clock", "--set", "--as", "ming")
            # The ledger is in the day before again, which was counted to its end: what is left is of the later one.
            back = give_back(sale["receipt"], midnight - timedelta(days=1))
            assert across + back <= 6
            done += across + back
    days = refunded_by_day(house.ledger, day_at_ms)
    assert (max(days), sum(days)) == (90_00, 30_00 * done)
    assert len(days) == 2 * rounds
    sound(house)
