"""What a wallet's envelopes came to: sent and received, by month, and how its luck was."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.accounts import hold_account, main_account
from paycli.domain.bodies import EnvelopeGrabBody, EnvelopeSendBody
from paycli.domain.kinds import KINDS
from paycli.domain.money import Money
from paycli.domain.orders import read_unchecked
from paycli.domain.rules.envelopes import is_lucky
from paycli.domain.state import Needs
from paycli.domain.subjects import object_of
from paycli.errors import Broken, OrderMalformed
from paycli.services.envelopes.board import rest_of
from paycli.services.reading.places import Period, entries

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.domain.lives import Envelope
    from paycli.services.reading.reader import Reader

_AT_ONCE = 200


class SentTotal(NamedTuple):
    """Envelopes that were sent in one currency, what was put into them, and what of it came back or is due back."""

    number: int
    money: Money
    came_back: Money


class ReceivedTotal(NamedTuple):
    """Packets that were taken in one currency."""

    number: int
    money: Money


class Luck(NamedTuple):
    """The best packet of a lucky envelope: `times` is how often the mean of its envelope it is, in hundredths."""

    id: str
    short: str
    money: Money
    times: int


class Month(NamedTuple):
    """One month, `2026-11`, in one currency: what was sent and received, in minor units."""

    month: str
    currency: str
    sent_minor: int
    received_minor: int


class Stats(NamedTuple):
    """What came of a wallet's envelopes in a period (ms, None: no bound).

    `luckiest` of `ended` tells how often its packet was the largest of a lucky envelope that has ended.
    """

    since: int | None
    until: int | None
    sent: tuple[SentTotal, ...]
    received: tuple[ReceivedTotal, ...]
    best: Luck | None
    luckiest: int
    ended: int
    months: tuple[Month, ...]


class _Move(NamedTuple):
    """An envelope that was sent or a packet that was taken: when, which envelope, how much."""

    time: int
    envelope: str
    money: Money


def stats(reader: Reader, since: int | None, until: int | None, month_of: Callable[[int], str]) -> Stats:
    """Add up the wallet's envelopes of a period; `month_of` gives the month of a time in ms, like `2026-11`.

    What came back is counted with the envelope that it came from. Raises Broken for an entry that no paycli wrote.
    """
    sent, taken = (_read(reader, Period(since, until), body) for body in (EnvelopeSendBody, EnvelopeGrabBody))
    items = _load(reader, {move.envelope for move in (*sent, *taken)})
    time = reader.time
    best, luckiest, ended = _luck(reader, [(move, items[move.envelope]) for move in taken], time)
    return Stats(
        since=since,
        until=until,
        sent=_sent(reader, sent, items, time),
        received=tuple(ReceivedTotal(len(moves), _sum(moves)) for moves in _by_currency(taken)),
        best=best,
        luckiest=luckiest,
        ended=ended,
        months=_months(sent, taken, month_of),
    )


def _read(reader: Reader, period: Period, body: type[EnvelopeSendBody | EnvelopeGrabBody]) -> list[_Move]:
    """Read what a wallet sent, or what it took."""
    found, wallet = [], reader.own
    kinds = [kind.name for kind in KINDS.values() if kind.body is body]
    for entry in entries(reader, wallet, period, kinds):
        try:
            order = read_unchecked(entry.order)
            if KINDS[order.kind].body is not body:
                continue
            envelope = str(object_of(order))
        except (OrderMalformed, AttributeError) as error:
            raise Broken(reason=f"entry {entry.n} cannot be read") from error
        for transfer in entry.transfers if order.wallet == wallet else ():
            pair = main_account(wallet, transfer.currency), hold_account(envelope, transfer.currency)
            if pair in ((transfer.debit, transfer.credit), (transfer.credit, transfer.debit)):
                found.append(_Move(entry.time, envelope, Money(transfer.amount_minor, transfer.currency)))
    return found


def _load(reader: Reader, ids: set[str]) -> dict[str, Envelope]:
    wanted, found = sorted(ids), dict[str, "Envelope"]()
    for start in range(0, len(wanted), _AT_ONCE):
        found.update(reader.view.load(Needs(objects=tuple(wanted[start : start + _AT_ONCE]))).objects)
    if missing := ids - found.keys():
        raise Broken(reason=f"{len(missing)} envelopes are in the log and nowhere else")
    return found


def _sum(moves: list[_Move]) -> Money:
    return Money(sum(move.money.amount_minor for move in moves), moves[0].money.currency)


def _by_currency(moves: list[_Move]) -> list[list[_Move]]:
    codes = sorted({move.money.currency for move in moves})
    return [[move for move in moves if move.money.currency == code] for code in codes]


def _sent(reader: Reader, moves: list[_Move], items: dict[str, Envelope], time: int) -> tuple[SentTotal, ...]:
    found = []
    for group in _by_currency(moves):
        over = [items[move.envelope] for move in group if items[move.envelope].is_over(time)]
        back = sum(rest_of(reader, item).amount_minor for item in over)
        found.append(SentTotal(len(group), _sum(group), Money(back, group[0].money.currency)))
    return tuple(found)


def _luck(reader: Reader, taken: list[tuple[_Move, Envelope]], time: int) -> tuple[Luck | None, int, int]:
    """Give the best packet, how often the own one was the largest, and of how many envelopes that have ended."""
    drawn = [(move, item) for move, item in taken if is_lucky(item) and item.detail.packets > 1]
    luckiest, ended = 0, 0
    for move, item in drawn:
        if item.is_over(time):
            ended += 1
            luckiest += move.money.amount_minor == max(claim.amount_minor for claim in reader.claims(item.id))
    if not drawn:
        return None, 0, 0

    def times(each: tuple[_Move, Envelope]) -> Fraction:
        return Fraction(each[0].money.amount_minor * each[1].detail.packets, each[1].amount_minor)

    best = max(drawn, key=times)
    hundredths = int(times(best) * 100)
    return Luck(best[1].id, reader.short(best[1].id), best[0].money, hundredths), luckiest, ended


def _months(sent: list[_Move], taken: list[_Move], month_of: Callable[[int], str]) -> tuple[Month, ...]:
    """Add up by month, oldest first; a month without anything stands between two that have something."""
    sums: dict[tuple[str, str], list[int]] = {}
    for place, moves in enumerate((sent, taken)):
        for move in moves:
            sums.setdefault((move.money.currency, month_of(move.time)), [0, 0])[place] += move.money.amount_minor
    found: list[Month] = []
    for currency in sorted({code for code, _ in sums}):
        names = sorted(month for code, month in sums if code == currency)
        months = _from_to(names[0], names[-1])
        found += [Month(month, currency, *sums.get((currency, month), (0, 0))) for month in months]
    return tuple(found)


def _from_to(first: str, last: str) -> list[str]:
    """Give all months from one to another, like `2026-11`."""
    numbers = [int(name[:4]) * 12 + int(name[5:]) - 1 for name in (first, last)]
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(numbers[0], numbers[1] + 1)]
