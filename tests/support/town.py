"""A small town that many tests of commands look at, and what is open in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from paycli.app.opening import Wanted, open_app
from paycli.domain.batch_bodies import BatchNewBody
from paycli.services.batches.parts import part_key
from paycli.services.engine.intents import Execution, Intent, carry_out
from tests.support.devices import fingerprint_of, lay_request
from tests.support.inside import in_process

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.support.catalogue import Case
    from tests.support.inside import Household


IDS = ("sale", "paid", "envelope", "cash", "waiting", "request", "other_key", "sent", "asked")
_DEVICES = (b"the key of one device of @ming's".ljust(32), b"the key of the next device".ljust(32))


class Town(NamedTuple):
    """A play ledger: the operator and person @ming with about 230 EUR and card c1, @li with 45, @cafe, @bar.

    `sale` is unpaid, `paid` is paid by @li, `envelope` is for @li, `cash` is a withdrawal; all ids are whole.
    `sent` are the 60 EUR that @ming sent @li, and `asked` asks @ming for 3.00 EUR for @li.
    The batches `rent` and `roof` hold 4.00 and 5.00 of @ming's. At till 1 of the shop @cafe the day is open, and the
    sale `waiting` waits; @ming has a tab there, with the PIN 4711. The shop @bar has closed a day and opened another.
    `other_key` is the fingerprint of another device's key of @ming's, and a third one asks under the code `request`.
    """

    env: Mapping[str, str]
    ledger: Path
    sale: str
    paid: str
    envelope: str
    cash: str
    waiting: str
    request: str
    other_key: str
    sent: str
    asked: str

    @property
    def wages(self) -> str:
        """The file of a batch of two rows."""
        return str(self.ledger.parent.parent / "wages.csv")

    @property
    def items(self) -> str:
        """The file of two items that @cafe sells."""
        return str(self.ledger.parent.parent / "items.csv")

    @property
    def receipt(self) -> str:
        """The file in which @cafe saved the receipt of the paid sale."""
        return str(self.ledger.parent.parent / "receipt.json")

    def words(self, line: str, **more: str) -> list[str]:
        """Split a line of the catalogue, with the ids of this town for its words in capitals, and `more` for others."""
        places = {
            "SALE": self.sale,
            "PAID": self.paid,
            "ENVELOPE": self.envelope,
            "CASH": self.cash,
            "WAITING": self.waiting,
            "REQUEST": self.request,
            "OTHERKEY": self.other_key,
            "SENT": self.sent,
            "ASKED": self.asked,
            **more,
        }
        places.setdefault("WAGES", self.wages)
        places.setdefault("ITEMS", self.items)
        places.setdefault("RECEIPT", self.receipt)
        places.setdefault("OUT", str(self.ledger.with_name("wages.mandate")))
        return [places.get(word, word) for word in line.split()]


def open_batch(name: str, minor: int) -> None:
    """Let @ming set something aside for a batch of one row, as a run does that is stopped right behind it."""
    opening = open_app(None, Wanted("ming", None, tty=False, moving=True))
    body = BatchNewBody(None, "EUR", minor, 1, 30 * 24 * 3_600_000)
    try:
        carry_out(
            opening.app,
            Execution(),
            Intent(
                "batch.new",
                lambda draft: body._replace(label=draft.text("label", name)),
                key=part_key(name, 0),
            ),
        )
    finally:
        opening.app.machine.close()


def have_tab(guest: str, shop: str, pin: str = "4711", *, most: str = "30/day") -> str:
    """Give a guest a tab, of 30 EUR a day unless said, at a shop, whose till keeps it under a PIN; gives its code."""
    joined = in_process("tab", "join", shop, "--max", most, "--as", guest, "--yes", "--quiet")
    kept = in_process("pos", "tab", "add", "--pin", "-", "--as", shop, stdin=f"{joined.out}{pin}\n")
    assert (joined.status, kept.status) == (0, 0), (joined, kept)
    return joined.out.strip()


def build_town(env: Mapping[str, str], run: Callable[..., str]) -> Town:
    """Found the town by commands: `run(*words)` gives the id of what was made, if any."""

    def do(line: str, who: str = "ming") -> str:
        return run(*line.split(), "--as", who)

    run("init", "--handle", "ming", "--currency", "EUR", "--play", "--vault", "sealed")
    do("card bind --test visa")
    do("topup 300")
    do("wallet new li")
    do("wallet new cafe --shop")
    sent = do("send li 60")
    envelope = run("envelope", "send", "li", "8.88", "for you", "--expires", "30d", "--as", "ming")
    sale = do("pos charge 38 noodles --expires 30d", "cafe")
    paid = do("pos charge 10 tea --expires 30d", "cafe")
    do(f"pay {paid}", "li")
    do(f"mandate new payroll --can send --to li --until 2099-12-31 --out {Path(env['PAYCLI_HOME']) / 'payroll'}")
    cash = do("withdraw 5 --cash", "li")
    do(f"pay {do('pos charge 1 apple', 'cafe')} --tip 0.50")
    do("pos open --float 100", "cafe")
    waiting = do("pos charge 7 cake --expires 30d", "cafe")
    asked = do("request new ming 3 -m tickets", "li")
    do("wallet new bar --shop")
    do("pos printer set /dev/null", "bar")
    do("pos open --float 50", "bar")
    do("pos close --counted 50", "bar")
    do("pos open --float 60", "bar")
    have_tab("ming", "cafe")
    do(f"wallet key add {lay_request('ming', _DEVICES[0])}")
    request = lay_request("ming", _DEVICES[1])
    town = Town(
        env, Path(env["PAYCLI_HOME"]) / "home.db", sale, paid, envelope, cash, waiting, request,
        fingerprint_of(_DEVICES[0]), sent, asked,
    )  # fmt: skip
    for name, minor in (("rent", 4_00), ("roof", 5_00)):
        open_batch(name, minor)
    do(f"receipt save {paid} {town.receipt}", "cafe")
    Path(town.items).write_text("code,name,price,aliases\nfw,Flat white,3.50,white\n4011,Banana,0.40,\n")
    Path(town.wages).write_text("to,amount,note,id\nli,2,wages,a1\ncafe,1.50,rent,a2\n", encoding="utf-8")
    return town


class Wishes(NamedTuple):
    """A command of the catalogue in a town, another wish to try under the same key, and whose they are."""

    line: list[str]
    other: list[str]
    who: str


def two_wishes(case: Case, house: Household) -> Wishes:
    """Found the town in an empty house, with a second card and two of whatever has an id."""

    def made(*words: str) -> str:
        return str(house.json(*words).get("id", ""))

    town = build_town({"PAYCLI_HOME": str(house.ledger.parent)}, made)
    house.run("card", "bind", "--test", "mastercard", "--as", "ming")
    ids = {
        "ENVELOPE2": made("envelope", "send", "20", "-n", "4", "--as", "ming"),
        "ASKED2": made("request", "new", "ming", "2", "-m", "lunch", "--as", "li"),
        "CASH2": made("withdraw", "6", "--cash", "--as", "ming"),
    }
    line, other = (town.words(f"{case.command} {words}", **ids) for words in (case.line, case.other))
    return Wishes(line, other, str(case.who))
