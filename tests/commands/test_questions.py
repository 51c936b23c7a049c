"""A question shows all that will happen, Enter alone does nothing that cannot be undone, and a repeat asks nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.books import everything_in
from tests.support.inside import Household
from tests.support.misses import Misses
from tests.support.program import paycli
from tests.support.terminal import Screen, flat

if TYPE_CHECKING:
    from tests.support.inside import Household

YES, NO = "[Y/n] ", "[y/N] "


@pytest.fixture
def house(empty_house: Household) -> Household:
    """Give ming 200 EUR and card c1; @li and @bo have display names, and nobody was paid by anybody."""
    house = empty_house.begin(shops=("cafe",), cash={"ming": "100"}, bank={"ming": "100"})
    house.run("wallet", "new", "li", "--name", "Li Wei", "--as", "ming")
    house.run("wallet", "new", "bo", "--name", "Bo", "--as", "ming")
    return house


def asked(line: str, answer: str = "n", status: int = 1) -> str:
    """Type a line as ming in a wide terminal, answer its one question, and give what was shown up to its answer."""
    words = line.split() if "--as" in line else [*line.split(), "--as", "ming"]
    with Screen(*words, columns=400) as screen:
        shown = flat(screen.until("/").until("] ").text)
        screen.type(f"{answer}\n").ended(status)
    return shown


def test_a_question_shows_everything_that_will_happen(house: Household) -> None:
    sale = house.json("pos", "charge", "12.50", "2", "noodles", "--as", "cafe")["id"]
    paid = house.json("pos", "charge", "5", "tea", "--as", "cafe")["id"]
    house.run("pay", paid, "--as", "ming")
    house.run("group", "new", "family", "li", "bo", "--as", "ming")
    house.run("send", "bo", "30", "--as", "ming")
    cash = house.json("withdraw", "5", "--cash", "--as", "bo")["id"]
    envelope = house.json("envelope", "send", "bo", "8", "for", "you", "--as", "ming")["id"]
    shows = {
        "send li 12 rent 2/4": ('-> @li "Li Wei" key ', ', first time: 12.00 EUR, "rent 2/4". Send? '),
        f"pay {sale} --tip 10%": (
            "-> @cafe: 12.50 EUR and a tip of 1.25 EUR, together 13.75 EUR, 2 noodles. Pay? ",
        ),
        f"refund {paid} 2 cold tea --as cafe": ('-> @ming: 2.00 EUR, of sale 0-000002, tea, "cold tea". Refund? ',),
        f"refund {paid} --line 1 cold --as cafe": (
            '-> @ming: 5.00 EUR, of sale 0-000002, line 1: tea, "cold". Refund? ',
        ),
        "envelope send li 8.88 Happy New Year": (
            '-> @li "Li Wei" key ', ', first time, 1 packet of 8.88 EUR, "Happy New Year", the rest comes back ',
        ),
        "envelope send bo,cafe 10 -m lunch": (
            '-> @bo "Bo", @cafe, 2 lucky packets, together 10.00 EUR, "lunch", the rest',
        ),
        "envelope send family 10 --rule equal": (
            "-> @family (first time: @li), 2 equal packets, together 10.00 EUR, the rest",
        ),
        "envelope send 10 -n 3": ("-> anybody here, 3 lucky packets, together 10.00 EUR, the rest",),
        f"cancel {envelope}": ('Cancel this envelope, "for you", 8.00 EUR comes back (PLAY)? ',),
        f"cancel {sale} --as cafe": ("Cancel this sale, 2 noodles (PLAY)? ",),
        "topup 20": ("From c1 Visa test ....4242 (PLAY) -> @ming: 20.00 EUR. Charge the card? ",),
        "cash in bo 20 from the drawer": ('From cash (PLAY) -> @bo "Bo": 20.00 EUR, "from the drawer". Taken? ',),
        f"cash out {cash}": ('From the cash drawer (PLAY) -> @bo "Bo": 5.00 EUR. Paid out? ',),
        f"cash out {cash} --refuse": ('From the money set aside (PLAY) -> @bo "Bo": 5.00 EUR. Give back? ',),
        "group close family": ("Close @family, 3 people, for good? Nobody gets its name again. ",),
        "group leave family --as li": ("Leave @family? Only @ming can add you again. ",),
        "card unbind c1": ("Forget c1 Visa test ....4242 and its token? ",),
        "ledger set currency CHF": ("Add CHF with 2 decimals, for good? ",),
    }  # fmt: skip
    before = everything_in(house.ledger)
    with Misses() as misses:
        for line, parts in shows.items():
            with misses.of(line):
                shown = asked(line)
                assert [part for part in parts if part not in shown] == [], shown
    assert everything_in(house.ledger) == before


def test_a_display_name_cannot_look_like_a_key_that_was_compared(house: Household) -> None:
    house.run("wallet", "new", "mal", "--name", 'Mal" key aa:bb:cc:dd', "--as", "ming")
    assert '-> @mal "Mal\' key aa:bb:cc:dd" key ' in asked("send mal 1")


def test_enter_alone_does_nothing_that_cannot_be_undone(house: Household) -> None:
    house.run("group", "new", "family", "li", "bo", "--as", "ming")
    paid = house.json("pos", "charge", "5", "tea", "--as", "cafe")["id"]
    sale = house.json("pos", "charge", "5", "tea", "--as", "cafe")["id"]
    house.run("cash", "in", "li", "30", "--as", "ming")
    house.run("pay", paid, "--as", "li")
    cash = house.json("withdraw", "5", "--cash", "--as", "li")["id"]
    # @li paid @cafe from this account, so only @li and @bo are new to it.
    defaults = {
        "send li 1": NO,
        "envelope send bo 1": NO,
        "envelope send cafe,bo 2": NO,
        "envelope send family 2": NO,
        f"refund {paid} 1 --as cafe": NO,
        f"cash out {cash}": NO,
        f"cash out {cash} --refuse": NO,
        "cash in li 1": NO,
        "group close family": NO,
        "group leave family --as li": NO,
        "card unbind c1": NO,
        "ledger set currency CHF": NO,
        f"pay {sale}": YES,
        "send cafe 1": YES,
        "envelope send 1": YES,
        "topup 1": YES,
        "withdraw 1": YES,
        f"cancel {sale} --as cafe": YES,
    }
    before = everything_in(house.ledger)
    with Misses() as misses:
        for line, default in defaults.items():
            with misses.of(line):
                # Enter where it means no, and a no where it means yes.
                assert asked(line, "" if default is NO else "n").endswith(default.rstrip(" ") + " ")
    assert everything_in(house.ledger) == before


def test_who_was_paid_before_is_known_by_the_orders_that_this_account_signed(house: Household) -> None:
    home = house.ledger.parent
    asked("send li 1", "y", 0)
    assert asked("send li 1").endswith(f'-> @li "Li Wei": 1.00 EUR. Send? {YES}')
    # Somebody who was paid with others is no stranger, but their key was not shown yet.
    house.run("envelope", "send", "li,bo", "2", "--as", "ming")
    assert asked("envelope send li,bo 2").endswith(YES)
    assert asked("send bo 1").endswith(NO)
    # What is known of the log is read from the log again; a file that says who was met is no payment.
    for seen in (home / "seen").iterdir():
        seen.unlink()
    assert asked("send li 1").endswith(YES)
    contacts = next((home / "contacts").glob("*.json"))
    met = contacts.read_text().replace('"shown": false', '"shown": true')
    house.run("contact", "verify", "cafe", "--as", "ming")
    contacts.write_text(met)
    assert asked("send cafe 1").endswith(NO)


def test_what_a_key_repeats_is_answered_without_a_question(house: Household) -> None:
    cash = house.json("withdraw", "5", "--cash", "--as", "ming")["id"]
    with Misses() as misses:
        for line in ("send li 1 -k k1", "envelope send li 1 -k k2", "topup 7 -k k3", "cash in li 1 -k k4"):
            house.run(*line.split(), "--as", "ming")
            with misses.of(line), Screen(*line.split(), "--as", "ming", columns=300) as screen:
                said = screen.ended()
                assert "Done before, nothing was done again" in said
                assert "?" not in said
        # The operator's answer has its id from the withdrawal, so each further one is a repeat.
        house.run("cash", "out", cash, "--as", "ming")
        for line, status, told in (
            (f"cash out {cash}", 0, "Done before, nothing was done again: 5.00 EUR paid out to @ming in cash"),
            (f"cash out {cash} --refuse", 5, "Nothing was booked. It has already ended: it was paid out."),
        ):
            with misses.of(line), Screen(*line.split(), "--as", "ming", columns=300) as screen:
                said = screen.ended(status)
                assert told in said, said
                assert "[" not in said, said
    back = house.json("withdraw", "5", "--cash", "--as", "ming")["id"]
    house.run("cash", "out", back, "--refuse", "--as", "ming")
    refused = house.json("cash", "out", back, "--as", "ming", status=5)
    assert refused["message"] == "Nothing was booked. It has already ended: its money went back to the wallet."


def test_what_never_asks_wants_no_yes(house: Household) -> None:
    link = house.json("envelope", "send", "10", "-n", "2", "--link", "--as", "ming")["link"]
    assert "you got" in paycli("grab", "-", "--as", "li", stdin=f"{link}\n").stdout
    assert "you got" in paycli("grab", "-", "--as", "bo", stdin=link).stdout
    envelope = house.json("envelope", "send", "li", "1", "--as", "ming")["id"]
    paycli("grab", envelope, "--as", "li")
    for line in ("send li 1", "topup 5", "cash in li 1", "group close family", "card unbind c1"):
        if line.startswith("group"):
            house.run("group", "new", "family", "li", "--as", "ming")
        assert "--yes" in paycli(*line.split(), "--as", "ming", status=2).stderr, line


def test_a_mistaken_cash_in_says_how_it_is_mended(house: Household) -> None:
    done = paycli("cash", "in", "li", "20", "--as", "ming", "--yes").stdout
    assert "A mistake? @li types: paycli withdraw 20.00 --cash" in flat(done)
    booked = house.json("cash", "in", "li", "20", "--as", "ming")["id"]
    refused = house.json("cancel", booked, "--as", "ming", status=6)
    assert refused["message"] == (
        "Nothing was cancelled. Cash that was booked is @li's: nothing takes it back without their signature."
    )
    assert refused["hint"] == "@li types: paycli withdraw 20.00 --cash"


def test_a_payee_whose_name_is_another_is_refused_and_of_a_close_one_both_names_are_shown(house: Household) -> None:
    before = everything_in(house.ledger)
    shown = asked("send li 1 --name Li-Wai")
    assert '-> @li "Li Wei", not "Li-Wai", key ' in shown
    assert shown.endswith("first time: 1.00 EUR. Send? [y/N] ")
    # Though @cafe was paid before, Enter is no yes to a name that is only close.
    house.run("wallet", "rename", "Cafe Nord", "--as", "cafe")
    house.run("send", "cafe", "1", "--as", "ming", "-y")
    between = everything_in(house.ledger)
    assert asked("send cafe 1 --name Nord", "").endswith("[y/N] ")
    for name, match in (("Bo Li", "different"), ("Li Wai", "close")):
        line = ("send", "li", "1", "--name", name, "-y", "--as", "ming")
        error = house.json(*line, status=6)
        assert (error["code"], error["name"], error["match"]) == ("name_differs", "Li Wei", match)
    house.run("wallet", "rename", "--none", "--as", "bo")
    between = everything_in(house.ledger)
    assert (
        'has no name here, and not "B"'
        in house.json("send", "bo", "1", "--name", "B", "-y", "--as", "ming", status=6)["message"]
    )
    assert house.json("send", "bo", "1", "--name", "B", "-y", "--as", "ming", status=6)["match"] == "different"
    assert everything_in(house.ledger) == between != before
    sent = house.json("send", "li", "1", "--name", "li wei", "-k", "a", "-y", "--as", "ming")
    house.run("wallet", "rename", "Somebody", "--as", "li")
    again = house.json("send", "li", "1", "--name", "li wei", "-k", "a", "-y", "--as", "ming")
    assert (again["id"], again["replayed"]) == (sent["id"], True)
