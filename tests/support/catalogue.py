"""Every command of the tree, in each way that tests want it typed: all tables about commands come from here.

A new command gets its rows here, of people in people_cases.py, of a shop in shop_cases.py;
tests/commands/test_catalogue.py tells which are missing, by what the tree says of it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from paycli.commands.tree import tree
from tests.support.people_cases import people_cases
from tests.support.shop_cases import shop_cases

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Case(NamedTuple):
    """One way to type a command in the town of tests/support/town.py, whose ids are the words in capitals.

    Which of its words are what: `amount` (`zero` may be one), `handle` (`free` where nobody may have it yet), `id`
    (`strange` is the id of something that the command is not for). What it does: `moves` money, `signs` with a secret;
    `moment` where it means another thing each time, so that it takes no key. What it asks: `asks` is shown at the
    question whether one agrees, `question` is one before that, behind those that were `answered`. `other` is another
    wish for the same idempotency key; each line of `bad` is refused with its status. `untold` says that the
    story of tests/support/every_command.py has no step for it, so that it is run behind that story.
    """

    command: str
    line: str = ""
    who: str | None = "ming"
    amount: str = ""
    zero: bool = False
    handle: str = ""
    free: bool = False
    id: str = ""
    strange: str = ""
    moves: bool = False
    signs: bool = False
    moment: bool = False
    asks: tuple[str, ...] = ()
    question: str = ""
    answered: tuple[tuple[str, str], ...] = ()
    other: str = ""
    bad: tuple[tuple[str, int], ...] = ()
    untold: bool = False

    @property
    def typed(self) -> str:
        """The whole line, but for who acts."""
        return f"{self.command} {self.line}".rstrip()

    @property
    def takes_key(self) -> bool:
        """Whether the command has an idempotency key."""
        return "--idempotency-key" in parameters()[self.command]

    @property
    def can_be_tried(self) -> bool:
        """Whether the command has --dry-run, and the line can be tried as often as one likes."""
        return "--dry-run" in parameters()[self.command] and not (self.moment or self.question)

    def acting(self, line: str = "") -> str:
        """Give a line, this one unless said, with --as behind it unless it names somebody."""
        line = line or self.typed
        return line if self.who is None or "--as" in line else f"{line} --as {self.who}"

    def with_word(self, word: str) -> str:
        """Give the line with X in the place of one of its words."""
        words = self.line.split()
        words[words.index(word)] = "X"
        return self.acting(f"{self.command} {' '.join(words)}")

    def __str__(self) -> str:
        return self.typed.replace(" ", "-")


CASES = (
    # --- beginning ---
    Case("init", "--handle x2 --currency EUR --play", None),
    Case("join", "ADDRESS --handle x2", None),
    Case("tour", who=None),
    Case("whoami"),
    Case("use", "li", None),
    Case("unlock", who=None),
    Case("lock", who=None),
    # --- money ---
    Case("balance", "li", handle="li"),
    Case("bal", "li", handle="li"),
    Case(
        "send", "li 1 for lunch", amount="1", handle="li", moves=True, other="li 1 for dinner",
        asks=("From @ming (", ' EUR, PLAY) -> @li: 1.00 EUR, "for lunch".  Send? [Y/n]'),
        bad=(("li 9999", 3), ("nobody 1", 4), ("li 1,000", 2), ("ming 1", 6), ("li 1XYZ", 2)),
    ),
    Case(
        "send", "li 1 for lunch --wait", amount="1", handle="li", moves=True, other="li 1 for lunch --wait 2h",
        asks=('-> @li: 1.00 EUR, "for lunch", set aside until @li accepts it, else it comes back ', "Send? [Y/n]"),
        bad=(("li 9999 --wait", 3), ("li 1 --wait --delay 2h", 2), ("li 1 --wait 400d", 2)),
    ),
    Case(
        "send", "li 1 --delay 5m", amount="1", handle="li", moves=True, other="li 1 --delay 6m",
        asks=("-> @li: 1.00 EUR, arrives in 5 min; until then: paycli undo.  Send? [Y/n]",),
        bad=(("li 1 --delay tomorrow", 2), ("nobody 1 --delay 5m", 4)),
    ),
    Case(
        "give-back", "SENT 5 too much", "li", amount="5", id="SENT", strange="SALE", moves=True, other="SENT 6",
        asks=("From @li (", ' -> @ming: 5.00 EUR, of 60.00 EUR, "too much".  Give back? [Y/n]'),
        bad=(("SENT 60.01", 5), ("SENT --as ming", 4), ("PAID --as cafe", 6)),
    ),
    Case(
        "undo", "SENT the wrong li", id="SENT", signs=True, other="SENT sorry",
        asks=("@ming (PLAY) asks @li: ", ' EUR, "the wrong li", ', "Ask for it back? [Y/n]"),
        bad=(("PAID --as li", 6), ("SENT --as li", 6)),
    ),
    Case(
        "undo", "ENVELOPE", id="ENVELOPE", moves=True, other="ENVELOPE2",
        asks=('Cancel this envelope, "for you", 8.88 EUR comes back (PLAY)? [Y/n]',),
    ),
    Case(
        "pay", "SALE --tip 10%", "li", amount="10%", zero=True, id="SALE", strange="ENVELOPE", moves=True,
        other="SALE --tip 11%",
        asks=("-> @cafe: 38.00 EUR and a tip of 3.80 EUR, together 41.80 EUR, noodles.  Pay? [Y/n]",),
        bad=(("zzzzzzzzzzzz", 4), ("PAID", 5), ("SALE --as cafe", 6)),
    ),
    Case(
        "refund", "PAID 5", "cafe", amount="5", id="PAID", strange="ENVELOPE", moves=True, other="PAID 6",
        asks=("From @cafe (PLAY) -> @li: 5.00 EUR, of sale 0-000002, tea.  Refund? [y/N]",),
        bad=(("SALE", 6), ("PAID 11", 5)),
    ),
    Case("refund", "PAID", "cafe", id="PAID", strange="ENVELOPE", moves=True, other="PAID 3", asks=("Refund? [y/N]",)),
    Case(
        "request new", "li 1 -m lunch", amount="1", handle="li", signs=True, other="li 2 -m lunch",
        asks=('@ming (PLAY) asks @li: 1.00 EUR, "lunch", open until ', "Ask? [Y/n]"),
        bad=(
            ("nobody 1", 4), ("li 1,000", 2), ("ming 1", 6), ("1 li", 2), ("li 1 for lunch", 2),
            ("li 1 --due 2020-01-01", 2), ("li 1 --due +40d", 2), ("li 1 --for zzzzzzzzzzzz", 4),
        ),
    ),
    Case("request list"),
    Case(
        "split", "li 9 -m cab", amount="9", handle="li", signs=True, other="li 8 -m cab",
        asks=('asks @li: 4.50 EUR of 9.00 EUR, your own share is 4.50 EUR, "cab", open until ', "Ask? [Y/n]"),
        bad=(
            ("nobody 9", 4), ("ming 9", 2), ("li 0.01", 2), ("li 9 --share cafe=2", 2), ("li 9 --share li=0", 2),
            ("li 9 --amount li=10", 2), ("li 9 --amount li=9 --not-me --share li=2", 2), ("li ENVELOPE", 6),
        ),
    ),
    Case(
        "accept", "ASKED", id="ASKED", strange="ENVELOPE", moves=True, other="ASKED2",
        asks=("From @ming (", ' EUR, PLAY) -> @li: 3.00 EUR, "tickets".  Pay? [Y/n]'),
        bad=(("zzzzzzzzzzzz", 4), ("ASKED --as li", 6)),
    ),
    Case(
        "decline", "ASKED not now", id="ASKED", strange="SALE", signs=True, other="ASKED2 not now",
        bad=(("zzzzzzzzzzzz", 4), ("ASKED --as li", 6), ("ASKED no -m no", 2)),
    ),
    Case(
        "cancel", "ENVELOPE", id="ENVELOPE", moves=True, other="ENVELOPE2",
        asks=('Cancel this envelope, "for you", 8.88 EUR comes back (PLAY)? [Y/n]',),
        bad=(("PAID --as cafe", 5), ("ENVELOPE --as li", 6)),
    ),
    Case("cancel", "SALE", "cafe", id="SALE", moves=True, asks=("Cancel this sale, noodles (PLAY)? [Y/n]",)),
    Case(
        "batch pay", "WAGES --name wages", moves=True,
        asks=("-> @cafe, @li: 3.50 EUR, 2 rows of wages.  Pay? [Y/n]",),
        bad=(("/no/such.csv --name wages", 65), ("WAGES --name wages --as li", 6), ("WAGES", 2)),
    ),
    Case(
        "batch pay", "WAGES --name wages --all-or-nothing", moves=True,
        asks=("-> @cafe, @li: 3.50 EUR, 2 rows of wages, all or none.  Pay? [Y/n]",),
        bad=(("WAGES --name wages --all-or-nothing --expires 3d", 2),),
    ),
    Case("batch check", "WAGES"),
    Case("batch list"),
    Case("batch show", "rent", bad=(("nothere", 4),)),
    Case(
        "batch cancel", "rent", moves=True, other="roof", bad=(("nothere", 4), ("rent --as li", 4)),
        asks=('Cancel this batch, "rent", 4.00 EUR comes back (PLAY)? [Y/n]',),
    ),
    Case("show", "SALE", id="SALE"),
    Case("log"),
    Case("inbox"),
    Case("inbox", "--done"),
    Case(
        "topup", "20", amount="20", moves=True, other="21", bad=(("20 --from c9", 4),),
        asks=("From c1 Visa test ....4242 (PLAY) -> @ming: 20.00 EUR.  Charge the card? [Y/n]",),
    ),
    Case(
        "topup", "7 --from c1", amount="7", moves=True, other="7 --from c2", asks=("7.00 EUR.  Charge the card? [Y/n]",)
    ),
    Case(
        "withdraw", "5", amount="5", moves=True, other="6", bad=(("9999", 3), ("5 --as li", 4)),
        asks=("From @ming (", " EUR, PLAY) -> c1 Visa test ....4242: 5.00 EUR.  Withdraw? [Y/n]"),
    ),
    Case(
        "withdraw", "5 --cash", amount="5", moves=True, other="5",
        asks=("From @ming (", " EUR, PLAY) -> cash: 5.00 EUR.  Withdraw? [Y/n]"),
    ),
    Case(
        "grab", "ENVELOPE", "li", id="ENVELOPE", strange="SALE", moves=True, signs=True, other="ENVELOPE2",
        bad=(("ENVELOPE --as cafe", 6), ("ENVELOPE --as ming", 6), ("zzzzzzzzzzzz", 6)),
    ),
    Case("grab", "", "li", moves=True, signs=True, moment=True),
    Case("grab", "-", "li", question="The link: "),
    Case("grab", "--word", "li", question="The word: "),
    Case("resume", who=None),
    Case("tick"),
    # --- envelopes ---
    Case(
        "envelope send", "li 1 hello", amount="1", handle="li", moves=True, other="cafe 1 hello",
        asks=("From @ming (", '-> @li, 1 packet of 1.00 EUR, "hello", the rest comes back ', "Send? [Y/n]"),
        bad=(("9999", 3), ("0.01 -n 2", 2), ("9999 --word", 3), ("nobody 5", 4)),
    ),
    Case(
        "envelope send", "10 -n 3 -m luck", amount="10", moves=True, other="10 -n 3 -m fortune",
        asks=('-> anybody here, 3 lucky packets, together 10.00 EUR, "luck", the rest comes back ', "Send? [Y/n]"),
    ),
    Case("envelope send", "5 --word", question="The word: "),
    Case("envelope send", "5 --word", question="again: ", answered=(("The word: ", "s3cr3t word"),)),
    Case("envelope list"),
    Case("envelope stats"),
    Case("envelope link", "ENVELOPE", id="ENVELOPE", strange="SALE", bad=(("ENVELOPE", 2), ("ENVELOPE --as li", 6))),
    Case("envelope verify", "ENVELOPE", id="ENVELOPE", strange="SALE"),
    # --- cards, cash ---
    Case("card bind", "--test visa", "li", signs=True, bad=(("--test nonsense", 3),)),
    Case("card bind", "--test code", "li", question="Code from the bank: "),
    Case("card list"),
    Case("card default", "c1"),
    Case("card unbind", "c1", bad=(("c9", 4),), asks=("Forget c1 Visa test ....4242 and its token? [y/N]",)),
    Case(
        "cash in", "li 20", amount="20", handle="li", moves=True, other="cafe 20", bad=(("nobody 20", 4),),
        asks=("From cash (PLAY) -> @li: 20.00 EUR.  Taken? [y/N]",),
    ),
    Case(
        "cash out", "CASH", id="CASH", strange="SALE", moves=True, other="CASH2",
        asks=("From the cash drawer (PLAY) -> @li: 5.00 EUR.  Paid out? [y/N]",),
        bad=(("SALE", 4), ("zzzzzzzzzzzz", 4)),
    ),
    Case(
        "cash out", "CASH --refuse", id="CASH", strange="SALE", moves=True, other="CASH",
        asks=("From the money set aside (PLAY) -> @li: 5.00 EUR.  Give back? [y/N]",),
    ),
    # --- people, with their mandates; shops, with what a counter does ---
    *people_cases(Case),
    *shop_cases(Case),
    # --- the ledger ---
    Case("ledger show"), Case("ledger list", who=None),
    Case("ledger audit"), Case("ledger accept"), Case("ledger backup"), Case("ledger admit-rail", "sandbox"),
    Case(
        "ledger set", "most-per-order 150EUR", amount="150EUR", signs=True,
        bad=(("most-per-order x", 2), ("nonsense 5", 2), ("currency XYZ", 2)),
    ),
    Case("ledger credit", "li 10", amount="10", zero=True, handle="li", signs=True, bad=(("nobody 10", 4),)),
    Case("ledger clock", "--set", signs=True),
    Case("ledger upgrade"),
    # --- the program itself ---
    Case("help", who=None),
    Case("doctor", who=None),
    Case("completion", "bash", None),
    Case("config list", who=None),
    Case("config get", "color", None),
    Case("config set", "color never", None),
    Case("config unset", "color", None, untold=True),
    Case("config path", who=None, untold=True),
)  # fmt: skip

ASKING = [case for case in CASES if case.asks]
SIGNING = [case for case in CASES if case.asks or case.signs]
QUESTIONS = [case for case in CASES if case.question]
MOVING = [case for case in CASES if case.moves]
WITH_AMOUNT = [case for case in CASES if case.amount]
WITH_HANDLE = [case for case in CASES if case.handle]
WITH_ID = [case for case in CASES if case.id]


@cache
def parameters() -> Mapping[str, frozenset[str]]:
    """Walk the tree and give the options of every command, as they are typed, and the names of its arguments."""

    def walk(command: Any, path: tuple[str, ...]) -> Iterator[tuple[str, frozenset[str]]]:
        below: Mapping[str, Any] | None = getattr(command, "commands", None)
        if below is None:
            yield " ".join(path), frozenset(option for parameter in command.params for option in parameter.opts)
            return
        for name, each in below.items():
            yield from walk(each, (*path, name))

    return dict(walk(typer.main.get_command(tree()), ()))
