"""Views of the log: what happened, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.documents.log import Entry
from paycli.console.output import Line, Listing
from paycli.console.tables import Table
from paycli.console.times import iso_utc
from paycli.console.views.wording import decimal, joined, local, money, play, signed
from paycli.domain.kinds import KINDS
from paycli.domain.money import Money
from paycli.services.reading.asked_lines import ARRIVED
from paycli.services.reading.came_back import CAME
from paycli.services.reading.log_sums import add_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.registry import Registry
    from paycli.services.reading.log_records import LogLine
    from paycli.services.reading.log_sums import LogSum


# What people call what an order of each kind did, unless its name is such a word; a test holds that none is missing.
WORDS = {
    "send": "sent",
    "batch.new": "batch",
    "batch.row": "paid",
    "batch.send": "paid at once",
    "envelope.send": "envelope",
    "envelope.grab": "grab",
    "sale.new": "charge",
    "sale.pay": "payment",
    "sale.take": "taken",
    "tips.send": "tips",
    "shift.open": "day opened",
    "shift.close": "day closed",
    "drawer.move": "drawer",
    "cancel": "cancelled",
    "settle": "came back",
    "topup.ask": "top-up asked",
    "withdraw.ask": "withdrawal",
    "rail.done": "arrived",
    "rail.failed": "declined",
    "cash.in": "cash",
    "wallet.open": "wallet opened",
    "wallet.admit": "admitted",
    "wallet.reject": "rejected",
    "wallet.invite": "invited",
    "wallet.rename": "renamed",
    "ledger.open": "ledger opened",
    "setting.set": "limit set",
    "credit.set": "credit set",
    "currency.add": "currency added",
    "clock.set": "clock set",
    "rail.admit": "rail admitted",
    "key.add": "key added",
    "key.revoke": "key revoked",
    "group.new": "group made",
    "group.add": "added",
    "group.remove": "removed",
    "group.close": "group closed",
    "contact.block": "blocked",
    "contact.trust": "trusted",
    "wallet.set": "wallet set",
    "send.wait": "set aside",
    "accept": "accepted",
    "decline": "declined",
    "send.back": "gave back",
    "request.new": "asked",
    "request.pay": "share",
}

# The same where it went another way, or is about a kind of object for which there is another word.
WORDS_OF = {
    ("send", CAME): "received",
    ("batch.row", CAME): "received",
    ("batch.send", CAME): "received",
    ("topup.ask", "declined"): "top-up declined",
    ("group.remove", "left"): "left",
    ("contact.block", "undone"): "unblocked",
    ("rail.done", "withdrawal"): "paid out",
    ("rail.failed", "withdrawal"): "returned",
    ("contact.trust", "undone"): "trust ended",
    ("send.back", CAME): "got back",
    ("settle", ARRIVED): "received",
    ("settle", "sale"): "expired",
    ("settle", "invite"): "expired",
}

# How the people and the group of an order are said, where it has both.
_TOGETHER = {"group.new": "{group} with {who}", "group.add": "{who} to {group}", "group.remove": "{who} from {group}"}


def word(line: LogLine, *, everyone: bool = False) -> str:
    """Say what an entry did, in people's words; among everybody's entries what somebody sent is sent for all."""
    turn = None if everyone and line.turn == CAME else line.turn
    ways = (WORDS_OF.get((line.kind, way or "")) for way in (turn, line.of))
    return next((each for each in ways if each is not None), WORDS.get(line.kind, line.kind))


def kinds_of(typed: str) -> frozenset[str]:
    """Give the kinds of order that a typed word may mean: `send`, `payment`, or `envelope` for all about envelopes."""
    words = ((kind, each) for kind in KINDS for each in (WORDS.get(kind, kind), *_other_words(kind)))
    return frozenset(kind for kind, each in words if typed.casefold() in _names(kind, each))


def is_called(line: LogLine, typed: str, *, everyone: bool) -> bool:
    """Tell whether a line of one of these kinds is what the word means: what came was not `sent`."""
    return typed.casefold() in _names(line.kind, word(line, everyone=everyone))


def _other_words(kind: str) -> list[str]:
    return [each for (name, _), each in WORDS_OF.items() if name == kind]


def _names(kind: str, said: str) -> set[str]:
    """Give what a line answers to: its kind, the first word of that, what it says and the first word of that."""
    return {kind, kind.partition(".")[0], said, said.partition(" ")[0]}


def amount_text(line: LogLine, registry: Registry, *, everyone: bool = False) -> str:
    """Write what came or went with its sign; what moved nothing of the wallet's, or came back, in brackets.

    Among everybody's entries there is no sign: from whom and to whom stands beside it.
    """
    if line.amount is None:
        return ""
    if (line.in_drawer or (line.came_back and line.moved)) and not everyone:
        return f"({signed(line.amount, registry)})"
    if not line.moved or everyone:
        text = money(line.amount._replace(amount_minor=abs(line.amount.amount_minor)), registry)
        return text if line.moved else f"({text})"
    return signed(line.amount, registry)


def people_text(line: LogLine) -> str:
    """Say who and which group an entry names: `@bo from @family`."""
    names = ", ".join(line.who)
    if names and line.group is not None:
        return _TOGETHER.get(line.kind, "{group}: {who}").format(who=names, group=line.group)
    return names or line.group or ""


def other_side(line: LogLine) -> str:
    """Say with whom it was, as the wallet that looks sees it."""
    if line.moved:
        return (line.receiver if line.amount is not None and line.amount.amount_minor < 0 else line.sender) or ""
    # Of money that left the wallet before, such as a packet of its envelope, it is the other end that is of interest.
    gets = line.giver is not None or line.sender == line.by
    return people_text(line) or (line.receiver if gets else line.sender) or ""


def about(line: LogLine, registry: Registry) -> str:
    """Say what it was for: the note, the message or the goods, the tip, the receipt, the setting."""
    parts = [line.note, line.message, line.name, *(() if line.note else line.goods)]
    parts += [f"tip {money(line.tip, registry)}" if line.tip else None]
    parts += [f"sale {line.receipt}" if line.receipt else None]
    parts += [_setting_text(line, registry) if line.setting else None]
    parts += [f"mandate {line.mandate}" if line.mandate else None]
    return ", ".join(part for part in parts if part)


def _setting_text(line: LogLine, registry: Registry) -> str:
    group, name, *rest = f"{line.setting}:".split(":")
    if group != "setting":
        return name
    name = name.replace("_", "-")
    if line.value is None:
        return f"{name} default"
    return f"{name} {money(Money(line.value, rest[0]), registry) if rest[0] else line.value}"


def line_data(line: LogLine, registry: Registry) -> Entry:
    """Give an entry of the log as JSON."""
    amount, setting, number = line.amount, line.setting, line.value
    if setting is not None and setting.startswith("setting:"):
        # A limit has its currency behind its name, and is then an amount.
        setting, _, currency = setting.removeprefix("setting:").partition(":")
        setting = setting.replace("_", "-")
        if line.value is not None and currency in registry.currencies:
            amount, number = Money(line.value, currency), None
    return Entry(
        n=line.n,
        time=iso_utc(line.time),
        id=line.id,
        kind=line.kind,
        of=line.about,
        amount=decimal(amount, registry) if amount else None,
        currency=amount.currency if amount else None,
        moved=line.moved,
        from_=line.giver,
        to=line.takers,
        rail=line.rail,
        note=line.note or line.message,
        by=line.by,
        mandate=line.mandate,
        who=line.who,
        group=line.group,
        turn=line.turn,
        receipt=line.receipt,
        lines=line.goods,
        tip=decimal(line.tip, registry) if line.tip else None,
        name=line.name,
        setting=setting,
        number=number,
    )


def log(lines: Sequence[LogLine], registry: Registry, *, everyone: bool, whole: bool = True) -> Listing:
    """Show lines of the log, newest first; `whole` says that nothing was chosen among them."""
    rows = []
    for line in lines:
        sides = (line.sender or line.by or "", line.receiver or people_text(line)) if everyone else (other_side(line),)
        rows.append(
            (
                local(line.time, registry),
                line.short,
                word(line, everyone=everyone),
                amount_text(line, registry, everyone=everyone),
                *sides,
                about(line, registry),
            )
        )
    headers = ("WHEN", "ID", "WHAT", "AMOUNT", *(("FROM", "TO") if everyone else ("WITH",)), "NOTE")
    cut = tuple(range(4, len(headers)))
    count = f"{len(lines)} {'entry' if len(lines) == 1 else 'entries'}"
    come_to = Line(joined((count, *_totals(lines, registry))) + play(registry), "dim")
    return Listing(
        [line_data(line, registry) for line in lines],
        Table(headers, rows, right=(3,), cut=cut, keep=(0, 1)),
        "Nothing yet." if whole else "Nothing in the log fits that.",
        [line.id for line in lines],
        foot=() if everyone else (come_to,),
    )


def _totals(lines: Sequence[LogLine], registry: Registry) -> list[str]:
    """Say what came and what went, in each currency, and apart from it what moved in the drawers of a shop."""
    found = sorted(add_up(lines, lambda _line: ""), key=lambda each: each.currency)
    return [text for each in found for text in sum_texts(each, registry)]


def sum_texts(found: LogSum, registry: Registry) -> list[str]:
    """Write what a sum of the log has: in, out, and what the drawers have more or less."""
    moved = [
        f"{way} {money(Money(minor, found.currency), registry)}"
        for way, minor in (("in", found.in_minor), ("out", found.out_minor))
        if minor
    ]
    coins = Money(found.drawer_minor, found.currency)
    return [*moved, f"drawer {signed(coins, registry)}"] if coins.amount_minor else moved
