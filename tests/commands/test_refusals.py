"""What a refusal says: the reason that fits, what helps, and a line to copy that wants what was wanted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from paycli.domain.ids import short
from tests.support.inside import in_process
from tests.support.keys import line_to_copy
from tests.support.misses import Misses
from tests.support.program import paycli
from tests.support.terminal import Screen, flat

if TYPE_CHECKING:
    from tests.support.inside import Household


@pytest.fixture
def house(empty_house: Household) -> Household:
    house = empty_house.begin("li", "bo", shops=("cafe",), cash={"ming": "50"})
    house.run("ledger", "set", "currency", "CHF", "--as", "ming")
    return house


# --- a wrong order of words ------------------------------------------------------------------------------------------


def test_a_message_that_begins_with_somebodys_name_is_no_envelope_for_everybody(house: Household) -> None:
    refused = house.json("envelope", "send", "8.88", "li", "hello", "--as", "ming", status=2)
    assert "paycli envelope send li 8.88" in refused["hint"]
    assert house.json("envelope", "list", "--as", "ming")["items"] == []


def test_a_line_to_copy_keeps_who_acts_and_the_key(house: Household) -> None:
    said = paycli("--as", "li", "send", "5", "ming", "x", "-k", "kk", "--yes", status=2).stderr
    assert flat(said).endswith("try: paycli send ming 5 x -k kk --as li ")
    said = paycli("--as", "li", "send", "ming", "99", "--yes", status=3).stderr
    assert flat(said).endswith("try: paycli topup 99.00 --as li ")
    said = paycli("--as", "li", "send", "ming", "5CHF", "--yes", status=3).stderr
    assert flat(said).endswith("try: paycli topup 5.00CHF --as li ")
    assert house.balance("li") == "0.00"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("send 5 ming --dry-run", "paycli send ming 5 --dry-run --as li"),
        ("send 5 ming -m thanks", "paycli send ming 5 -m thanks --as li"),
        ("send 5 ming -k k -- -10% off", "paycli send ming 5 -k k --as li -- -10% off"),
        ("send 5 ming --note=-x", "paycli send ming 5 --note=-x --as li"),
        ("cash in 5 ming --dry-run", "paycli cash in ming 5 --dry-run --as li"),
    ],
)
def test_the_line_to_copy_wants_what_was_wanted(house: Household, typed: str, told: str) -> None:
    said = paycli("--as", "li", *typed.split(), status=2).stderr.replace(" --no-key", "")
    assert flat(said).endswith(f"try: {told} ")
    assert house.balance("ming") == "50.00"


# --- what cannot be --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "reason"),
    [("five", "only the digits"), ("5eur", "capitals"), ("5 eur", "capitals"), ("eur5", "capitals")],
)
def test_an_amount_that_is_none_is_told_the_right_reason(house: Household, typed: str, reason: str) -> None:
    assert reason in house.json("send", "li", typed, "--as", "ming", status=2)["message"]


def test_numbers_that_no_ledger_could_hold_are_wrong_input(house: Household) -> None:
    assert house.json("send", "li", "0" * 5000 + "1", "--dry-run", "--as", "ming")["amount"] == "1.00"
    house.json("log", "--limit", str(2**63), "--as", "ming", status=2)
    house.json("envelope", "send", "5", "-n", "9" * 26, "--as", "ming", status=2)
    house.json("envelope", "send", "5", "--expires", "370d", "--as", "ming", status=2)


@pytest.mark.parametrize(
    ("command", "status", "why"),
    [
        ("send li 999", 3, "but needs"),
        ("pay PAID", 5, "already paid"),
        ("refund PAID 99 --as cafe", 5, "you can refund"),
        ("cancel PAID --as cafe", 5, "already ended"),
    ],
)
def test_nobody_is_asked_about_what_is_refused_anyway(house: Household, command: str, status: int, why: str) -> None:
    sale = house.json("pos", "charge", "5", "tea", "--as", "cafe")["id"]
    house.run("pay", sale, "--as", "ming")
    words = command.replace("PAID", sale).split()
    with Screen(*(words if "--as" in words else [*words, "--as", "ming"])) as screen:
        said = flat(screen.ended(status))
    assert why in said
    assert "[Y/n]" not in said


def test_what_nobody_can_cancel_says_what_helps(house: Household) -> None:
    sent = house.json("send", "li", "5", "--as", "ming")["id"]
    refused = house.json("cancel", sent, "--as", "ming", status=6)
    assert "a sent payment is final" in refused["message"]
    assert refused["hint"].startswith("to ask for it back: paycli undo ")
    assert house.json("cancel", sent, "--as", "li", status=6)["hint"].startswith("paycli give-back ")
    cash = house.json("withdraw", "5", "--cash", "--as", "ming")["id"]
    assert "--refuse" in house.json("cancel", cash, "--as", "ming", status=6)["message"]


def test_what_was_paid_for_comes_back_from_the_shop_alone(house: Household) -> None:
    house.without_rights("li", "bo", "cafe")
    house.run("send", "li", "9", "--as", "ming")
    charged = house.json("pos", "charge", "5", "tea", "--as", "cafe")
    sale, short = charged["id"], charged["short"]
    only = "Only @cafe can refund this sale."
    assert only in house.json("refund", sale, "--as", "li", status=6)["message"]
    payment = house.json("pay", sale, "--tip", "1", "--as", "li")["id"]
    for words, who, status, said, hint in (
        (("refund", sale), "li", 6, f"Nothing was refunded. {only}", f"paycli refund {sale} --as cafe"),
        (("refund", payment), "li", 6, only, f"paycli refund {payment} --as cafe"),
        (("cancel", sale), "li", 6, "only @cafe can refund it.", "ask @cafe to refund it"),
        (("cancel", payment), "li", 6, "only @cafe can refund it.", "ask @cafe to refund it"),
        (("cancel", sale), "cafe", 5, "already ended: paid", f"paycli refund {short} 6.00"),
        (("cancel", payment), "cafe", 5, "already ended: paid", f"paycli refund {short} 6.00"),
        (("refund", sale, "2"), "cafe", 0, "", ""),
        (("refund", sale), "cafe", 5, "you can refund 4.00 EUR more", f"paycli refund {short} 4.00"),
        (("cancel", sale), "cafe", 5, "already ended: paid", f"paycli refund {short} 4.00"),
        (("refund", short, "4.00"), "cafe", 0, "", ""),
        (("refund", sale), "cafe", 5, "you can refund 0.00 EUR more", None),
        (("cancel", sale), "cafe", 5, "already ended: paid", None),
    ):
        ended = house.json(*words, "--as", who, status=status)
        if status:
            assert (said in ended["message"], line_to_copy(ended)) == (True, hint), (words, who, ended)


@pytest.mark.parametrize(
    ("command", "status", "hint"),
    [
        ("topup 5 --as li", 4, "paycli card bind --test visa"),
        ("ledger admit-rail foo --as ming", 2, "rails: sandbox"),
        ("pos charge 5 --as li", 6, "paycli pos charge 5 --as cafe"),
        ("withdraw 5 --cash --to c1 --as ming", 2, "leave out --cash or --to"),
        ("pay https://x.y/z --as ming", 65, ""),
        ("init --handle zoe --zone Foo/Bar --play", 2, "like Europe/Berlin or Asia/Shanghai"),
    ],
)
def test_a_refusal_leads_on(house: Household, command: str, status: int, hint: str) -> None:
    refused = house.json(*command.split(), status=status)
    assert line_to_copy(refused) == hint or not hint


# What somebody types who was lost there, and what must be said, in this order; ids stand for what the test made.
SAID = {
    # --- what is a sale, an envelope, a person ---
    "pay SALE 12": "A sale has its own price; an extra amount is a tip. | paycli pay SALE --tip 12",
    "pay SALE 10%": "an extra amount is a tip. | paycli pay SALE --tip 10%",
    "pay 12 SALE": "an extra amount is a tip. | paycli pay SALE --tip 12",
    "pay SALE tip 2": "an extra amount is a tip. | paycli pay SALE --tip 2",
    "send SALE 12": "Nothing was sent. SALE is a sale, not a name. | paycli pay SALE",
    "send GIFT 12": "Nothing was sent. GIFT is an id, not a name. | paycli show GIFT",
    "pay GIFT": "Nothing was paid. There is no sale GIFT here: that is an envelope. | paycli show GIFT",
    "refund GIFT --as cafe": "Nothing was refunded. There is no sale GIFT here.",
    "refund GIFT": "Nothing was refunded. There is no sale GIFT here: that is an envelope. | paycli show GIFT",
    "refund SALE --as cafe": "Nothing was refunded. This sale was never paid. | paycli cancel SALE",
    "refund OVER --as cafe": "Nothing was refunded. This sale was never paid.",
    # --- how much ---
    "send bo 5 eur": "If it is the note, it goes into -m: -m eur. | paycli send bo 5EUR",
    "send bo": "Nothing was done. The amount is missing (a shell eats $5: write 5 or 5EUR).",
    "envelope send bo": "Nothing was sent. The amount is missing (a shell eats $5: write 5 or 5EUR).",
    "send bo joy 5": "Write the amount before the note. | paycli send bo 5 joy",
    "envelope send bo joy 5": "Write the amount before the message. | paycli envelope send bo 5 joy",
    "envelope send 0.02 -n 5": "5 packets need at least 0.05 EUR.",
    "withdraw 9000 --cash": "@ming has 27.00 EUR, but needs 9000.00 EUR. | paycli withdraw 27.00 --cash",
    "send bo -5": "Nothing was done. -5 is not an amount",
    "cash out 900": "900 is a number, but a withdrawal is named by its id. | paycli log --kind withdrawal",
    "cash out GIFT": "There is no withdrawal GIFT here: that is an envelope.",
    # --- a key ---
    "send li 2 -k rent": "was used before for another order: sent 1.00 EUR to @li (RENT, ",
    # --- when ---
    "log --since 2100-01-01": "--since 2100-01-01 is in the future.",
    "log --since 2020-01-02 --until 2020-01-01": "--until 2020-01-01 is not after --since 2020-01-02.",
    "envelope list --since 2100-01-01": "--since 2100-01-01 is in the future.",
    # --- who, where ---
    "send bo 5 --as mum": "Nothing was done. There is no profile mum.",
    "send bo 5 --ledger /nowhere/x.db": "Nothing was done. There is no ledger at /nowhere/x.db.",
    # --- what there is ---
    "card bind --test foo": "The test card foo was declined: there is no such test card.",
    "help amout": "There is no help on amout. | paycli help amounts",
    "init --handle zoe --play --currency XXXX --ledger /nowhere/x.db": (
        "XXXX is not a currency. | a code of ISO 4217, like EUR, USD, CNY or JPY"
    ),
    "version": "No such command 'version'. | paycli --version",
    # --- a short id where it must be whole ---
    "cancel SHORT": "Without a question, or with a key, the id must be whole: 12 characters. | paycli cancel GIFT",
    # --- who may ---
    "refund PAID": "Nothing was refunded. Only @cafe can refund this sale. | paycli refund PAID --as cafe",
    "pos charge 5 tea": (
        "Nothing was charged. Only a shop can do that, and @ming is a person's wallet. Your shops: @cafe."
        " | paycli pos charge 5 tea --as cafe"
    ),
    "cancel GIFT --as bo": (
        "Nothing was cancelled. This envelope is from @ming; only its sender can cancel it."
        " | paycli cancel GIFT --as ming"
    ),
    "cancel TAKEN": "It has already ended: done. All 2 packets were taken, so nothing is left to come back.",
    "cancel PAST": "It has already ended: expired, and the rest comes back to you.",
    "cancel OVER --as cafe": "It has already ended: cancelled, and nobody paid it.",
    "grab LUCKY": "Nothing was grabbed. You cannot take from your own lucky envelope. | paycli cancel LUCKY",
    "grab --as li": "There is no envelope that you may grab yet: LATER opens ",
}  # fmt: skip


def test_who_was_lost_is_told_what_happened_and_what_to_type(house: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    house.without_rights("li", "bo", "cafe")

    def made(*words: str) -> str:
        return short(house.json(*words)["id"])

    def sale() -> str:
        return made("pos", "charge", "5", "tea", "--expires", "1h", "--as", "cafe")

    ids = {
        "SALE": sale(), "PAID": sale(), "OVER": sale(),
        "GIFT": made("envelope", "send", "bo", "5", "--as", "ming"),
        "TAKEN": made("envelope", "send", "li,bo", "4", "--rule", "equal", "--as", "ming"),
        "PAST": made("envelope", "send", "bo", "1", "--expires", "1m", "--as", "ming"),
        "LATER": made("envelope", "send", "li", "2", "--open-at", "+2h", "--as", "ming"),
        "LUCKY": made("envelope", "send", "6", "-n", "2", "--rule", "lucky", "--as", "ming"),
    }  # fmt: skip
    house.run("pay", ids["PAID"], "--as", "ming")
    house.run("cancel", ids["OVER"], "--as", "cafe")
    for who in ("li", "bo"):
        house.run("grab", ids["TAKEN"], "--as", who)
    house.run("grab", ids["LUCKY"], "--as", "li")
    ids["RENT"] = made("send", "li", "1", "-k", "rent", "--as", "ming")
    names = {**ids, "SHORT": ids["GIFT"][:-1]}
    monkeypatch.setenv("PAYCLI_NOW", "+10m")
    with Misses() as misses:
        for line, answer in SAID.items():
            with misses.of(line):
                words = [names.get(word, word) for word in line.split()]
                ended = house.run(*(words if "--as" in words else [*words, "--as", "ming"]), status=None)
                said, _, hint = "".join(
                    names.get(part, part) for part in re.split(r"\b([A-Z]{4,})\b", answer)
                ).partition(" | ")
                assert ended.status not in {0, 70}, ended
                assert said in ended.document["message"], (said, ended.document)
                assert not hint or line_to_copy(ended.document) == hint, (hint, ended.document)


# --- what one has ----------------------------------------------------------------------------------------------------


def test_what_one_has_and_what_credit_lets_one_spend_are_said_apart(house: Household) -> None:
    house.run("ledger", "credit", "bo", "20", "--as", "ming")
    house.run("send", "li", "6", "--as", "bo")
    refused = house.json("send", "li", "15", "--as", "bo", status=3)
    said = "@bo has -6.00 EUR and a credit of 20.00 EUR, so 14.00 EUR can be spent, but needs 15.00 EUR."
    assert said in refused["message"]
    shown = in_process("balance", "--as", "bo").out
    assert "-6.00 EUR (PLAY)  @bo" in shown
    assert "20.00 EUR credit, so 14.00 EUR can be spent" in shown
    # A credit that is taken back below what was used of it.
    house.run("ledger", "credit", "bo", "5", "--as", "ming")
    assert (
        "a credit of 5.00 EUR, so nothing can be spent"
        in house.json("send", "li", "1", "--as", "bo", status=3)["message"]
    )
    assert "5.00 EUR credit, so 0.00 EUR can be spent" in in_process("balance", "--as", "bo").out
    assert "@li has 6.00 EUR, but needs 7.00 EUR." in house.json("send", "bo", "7", "--as", "li", status=3)["message"]


# --- what the log calls it -------------------------------------------------------------------------------------------


def test_the_log_calls_things_what_they_were(house: Household) -> None:
    def words() -> list[str]:
        rows = in_process("log", "--all", "--limit", "2", "--as", "ming").out.splitlines()[1:3]
        return [re.split(" {2,}", row)[2] for row in rows]

    house.run("card", "bind", "--test", "visa", "--as", "ming")
    house.run("topup", "20", "--as", "ming")
    assert words() == ["arrived", "top-up asked"]
    house.run("withdraw", "5", "--as", "ming")
    assert words() == ["paid out", "withdrawal"]
    cash = [house.json("withdraw", "5", "--cash", "--as", "ming")["id"] for _ in range(2)]
    house.run("cash", "out", cash[0], "--as", "ming")
    house.run("cash", "out", cash[1], "--refuse", "--as", "ming")
    assert words() == ["returned", "paid out"]
    assert "nothing in flight" in in_process("tick", "--as", "ming").out
    listed = in_process("log", "--kind", "withdrawal", "--as", "ming").out
    assert "(-5.00 EUR)" in listed
    assert "out 10.00 EUR" in listed, "what came back counts as neither"
    assert "(+5.00 EUR)" in in_process("log", "--as", "ming").out
    house.run("card", "bind", "--test", "declined", "--as", "li")
    house.run("topup", "20", "--as", "li", status=3)
    assert words() == ["declined", "top-up declined"]
