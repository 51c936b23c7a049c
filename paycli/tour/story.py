"""The story: its steps in order, each of which shows commands, runs them, and checks what they come to.

The steps at the till are in a file of their own.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from paycli.console.output import say
from paycli.console.tables import Table
from paycli.tour import till
from paycli.tour.telling import SHOP, Step, amount, balance, checked

if TYPE_CHECKING:
    from paycli.tour.stage import Stage
    from paycli.tour.telling import Notes

SENDER = "ming"
FRIENDS = ("li", "bo", "an", "mei", "jun", "tao", "yu", "lan")
TOPUP, ENVELOPE = "200.00", "88.88"
# The luckiest of eight has at least an eighth of the envelope, 11.11, so this much can always be paid from it.
TRANSFER = "2.00"
FORGED_MINOR = 100
BEGINNING = ("init", "--handle", SENDER, "--currency", "EUR", "--play", "--vault", "sealed")
CHEER = ("cheer", "up", "-k", "cheer-up")
ENVELOPE_SENT = ("envelope", "send", ENVELOPE, "-n", str(len(FRIENDS)), "Happy", "New", "Year")


# --- money comes in ---------------------------------------------------------------------------------------------------
def begin(stage: Stage, _notes: Notes) -> None:
    """Make a ledger, and wallets for everybody."""
    stage.run(*BEGINNING)
    first, *others = FRIENDS
    stage.run("wallet", "new", first)
    for friend in others:
        stage.run("wallet", "new", friend, shown=False)
    stage.run("wallet", "new", SHOP, "--shop")
    people = stage.read("wallet", "list")["items"]
    wanted = {f"@{name}" for name in (SENDER, *FRIENDS, SHOP)}
    stage.require(
        {each["handle"] for each in people if each["state"] == "admitted"} == wanted, "somebody was not admitted"
    )
    keys = {each["fingerprint"] for each in people}
    stage.require(len(keys) == len(wanted), "two wallets have the same key")
    checked(f"{len(people)} wallets, each with a key of its own in the sealed file")


def top_up(stage: Stage, notes: Notes) -> None:
    """Bind a test card and take money from it."""
    stage.run("card", "bind", "--test", "visa")
    stage.run("topup", TOPUP, "-k", "first-money", payer=SENDER)
    inside = stage.read("ledger", "show")["inside"]
    notes.total = amount(inside[0])
    stage.require([each["currency"] for each in inside] == ["EUR"], "there is other money than EUR")
    stage.require(notes.total == Decimal(TOPUP), f"{notes.total} came in instead of {TOPUP}")
    stage.require(balance(stage, SENDER) == notes.total, "the top-up is not in the wallet")
    checked(f"{notes.total} EUR came in from the card, and @{SENDER} has it")


# --- the envelope -----------------------------------------------------------------------------------------------------
def grab(stage: Stage, notes: Notes) -> None:
    """Send a lucky envelope and have it grabbed by as many processes as it has packets, all at once."""
    stage.run(*ENVELOPE_SENT, "-k", "new-year", payer=SENDER)
    envelope = stage.read("envelope", "list", "--as", SENDER)["items"][0]["short"]
    ended = stage.run_at_once([("grab", envelope, "--as", who, "--yes", "--json") for who in FRIENDS])
    last_start, first_end = max(each.began for each in ended), min(each.ended for each in ended)
    got = {f"@{who}": amount(each.document()) for who, each in zip(FRIENDS, ended, strict=True)}
    shown = stage.read("show", envelope, "--as", SENDER)
    _check_envelope(stage, shown, got)
    ranked = sorted(got, key=lambda who: got[who])
    notes.unluckiest, notes.luckiest = ranked[0].removeprefix("@"), ranked[-1].removeprefix("@")
    rows = [
        (str(each["position"]), each["by"], f"{each['amount']} EUR", "luckiest" if each["by"] == ranked[-1] else "")
        for each in shown["grabs"]
    ]
    rows.append(("", "together", f"{sum(got.values())} EUR", ""))
    say(Table(("", "WHO", "GOT", ""), rows, (0, 2)))
    if last_start < first_end:
        checked(f"all {len(ended)} processes ran at the same time, and each got a packet of its own")
    else:
        checked(f"{len(ended)} processes ran, and each got a packet of its own")
    checked(f"together they got {sum(got.values())} EUR, and the envelope held {shown['amount']} EUR")
    stage.run("envelope", "verify", envelope, "--as", notes.luckiest)


def _check_envelope(stage: Stage, shown: dict[str, Any], got: dict[str, Decimal]) -> None:
    """Hold what the eight processes said to what the ledger says about the envelope."""
    stage.require({each["by"]: amount(each) for each in shown["grabs"]} == got, "the ledger and the grabbers disagree")
    positions = sorted(each["position"] for each in shown["grabs"])
    stage.require(positions == list(range(1, len(got) + 1)), "a packet was taken twice, or not at all")
    stage.require(sum(got.values()) == amount(shown) == Decimal(ENVELOPE), "the packets do not come to the envelope")
    stage.require(amount(shown, "left") == 0 and shown["state"] == "done", "the envelope is not empty")
    for who, share in got.items():
        stage.require(balance(stage, who) == share, f"{who} does not have what was grabbed")


# --- a payment --------------------------------------------------------------------------------------------------------
def send(stage: Stage, notes: Notes) -> None:
    """Have the luckiest send something to the unluckiest."""
    payer, payee = notes.luckiest, notes.unluckiest
    before = balance(stage, payer), balance(stage, payee)
    stage.run("send", payee, TRANSFER, *CHEER, payer=payer)
    after = balance(stage, payer), balance(stage, payee)
    moved = before[0] - after[0]
    stage.require(moved == after[1] - before[1] == Decimal(TRANSFER), "what was sent is not what arrived")
    notes.sent_n = next(each["n"] for each in stage.read("log", "--as", payer)["items"] if each["kind"] == "send")
    checked(f"@{payer} has {moved} EUR less, @{payee} {moved} EUR more")


# --- the books --------------------------------------------------------------------------------------------------------
def audit(stage: Stage, notes: Notes) -> None:
    """Audit the books, and count the money of everybody by hand."""
    stage.run("ledger", "audit", "--as", SENDER)
    result = stage.read("ledger", "audit", "--as", SENDER)
    notes.entries, notes.signatures = result["entries"], result["signatures"]
    stage.require(not result["faults"], "the audit found faults")
    stage.require([amount(each) for each in result["sums"]] == [0], "the balances do not sum to zero")
    stage.require(notes.signatures + result["settled"] == notes.entries > 0, "not every entry is signed for")
    everybody = (SENDER, *FRIENDS, SHOP)
    counted = sum(balance(stage, who) for who in everybody)
    stage.require(counted == notes.total, f"the wallets hold {counted} instead of {notes.total}")
    checked(f"the {len(everybody)} wallets together hold {counted} EUR: to the cent what the card brought")


def forge(stage: Stage, notes: Notes) -> None:
    """Change one payment in a copy as a thief with the file would, and audit the copy."""
    from paycli.tour.forgery import forged_home

    copy = stage.folder / "forged"
    address = stage.read("ledger", "show", "--as", SENDER)["address"]
    n, was_minor = forged_home(stage.home, copy, address, FORGED_MINOR)
    was, now = Decimal(was_minor) / 100, Decimal(was_minor + FORGED_MINOR) / 100
    stage.require((n, was) == (notes.sent_n, Decimal(TRANSFER)), "another entry was forged than was meant to be")
    payment = f"{was:.2f} EUR from @{notes.luckiest} to @{notes.unluckiest}"
    say(f"In a copy somebody turns {payment} into {now:.2f} EUR: in the")
    say("order, in the transfer and in both balances, so that all sums still agree.")
    stage.run("ledger", "audit", "--as", SENDER, status=70, home=copy, most=4)
    error = stage.read("ledger", "audit", "--as", SENDER, status=70, home=copy)["error"]
    named = f"entry {n}: the signature does not fit"
    stage.require(error["code"] == "audit_failed", f"the audit ended with {error['code']}")
    stage.require(named in error["message"], "the audit does not name the forged entry")
    checked(f"status 70, and it names entry {n}, whose signature does not fit any more")
    again = stage.read("ledger", "audit", "--as", SENDER)
    stage.require(not again["faults"] and again["entries"] == notes.entries, "the original is not good any more")
    checked("the original was not touched and is still good")


STORY: tuple[Step, ...] = (
    Step("A ledger of play money, and a wallet for everybody", begin),
    Step("Money comes in from a card", top_up),
    Step("A red envelope, grabbed by eight processes at once", grab),
    Step("A payment", send),
    Step("The day at a till begins", till.open_day),
    Step("A sale: the till shows a QR code", till.charge),
    Step("The guest pays it", till.pay),
    Step("Another guest pays in coins", till.take_cash),
    Step("A refund", till.refund),
    Step("The day ends, and its Z agrees with the ledger", till.close_day),
    Step("The audit proves every cent", audit),
    Step("A forged copy is caught", forge),
)
