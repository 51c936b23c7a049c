"""Looking at red envelopes: one as it is being grabbed, many in a list, what came back, and how one's own luck was."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import lives
from paycli.domain.money import Money
from paycli.domain.rules.envelopes import is_addressed_to, is_lucky
from paycli.domain.state import CANCELLED, DONE, EXPIRED, PENDING
from paycli.errors import NotFound, Usage, step
from paycli.services.envelopes.describe import envelope_of
from paycli.services.reading.lookup import ENVELOPE, find, is_barred
from paycli.services.reading.reader import Reader, reading

if TYPE_CHECKING:
    from paycli.domain.ports import App
    from paycli.services.envelopes.describe import Envelope

STATES = (PENDING, DONE, CANCELLED, EXPIRED)


class Standing(NamedTuple):
    """How a packet stands among those that were taken by then; `best` is the largest share, None if none is drawn."""

    mine_is_best: bool | None
    best: Money | None
    taken: int
    packets: int
    left: Money

    @property
    def final(self) -> bool:
        """Tell whether all packets are gone, so that the best stays it."""
        return self.taken == self.packets


class Wanted(NamedTuple):
    """Which envelopes a list is to have. `state` is one of STATES, times are in ms and those of sending."""

    open_only: bool = False
    mine: bool = False
    for_me: bool = False
    state: str | None = None
    since: int | None = None
    until: int | None = None
    limit: int | None = None


class CameBack(NamedTuple):
    """What was left of an own envelope and came back: which, how much, when (ms), and what ended it."""

    id: str
    short: str
    money: Money
    at: int
    state: str


def standing(reader: Reader, item: lives.Envelope, amount_minor: int) -> Standing:
    """Say how a packet stands; claims of others that came after `item` was read do not count."""
    currency = str(item.currency)
    shares = [claim.amount_minor for claim in reader.claims(item.id)[: item.detail.taken]]
    best = max(shares, default=0) if is_lucky(item) else None
    return Standing(
        mine_is_best=None if best is None else amount_minor == best,
        best=None if best is None else Money(best, currency),
        taken=item.detail.taken,
        packets=item.detail.packets,
        left=Money(item.amount_minor - sum(shares), currency),
    )


class Watch:
    """One envelope that is looked at again and again; it is read anew only when there may be something new.

    Raises what finding it raises, and Usage for what is no envelope.
    """

    def __init__(self, app: App, typed: str) -> None:
        self._app = app
        with reading(app) as reader:
            found = find(reader, typed)
        if found.kind != ENVELOPE:
            raise Usage(problem="Only an envelope can be watched", help=step("look_at_thing", thing=typed[:40]))
        self._id = found.id
        self._size = -1
        self.envelope = self.look()

    def look(self) -> Envelope:
        """Give the envelope as it is now."""
        with reading(self._app) as reader:
            size, time = reader.view.head().size, reader.time
            if size == self._size and not (self.envelope.state == PENDING and time >= self.envelope.due):
                return self.envelope
            item = lives.as_envelope(reader.find_object(self._id))
            if item is None:
                raise NotFound(what="envelope", typed=self._id, help=step("look_at_envelopes"))
            self._size, self.envelope = size, envelope_of(reader, item)
        return self.envelope


def listed(reader: Reader, wanted: Wanted) -> tuple[Envelope, ...]:
    """List the envelopes that this wallet sent, may take from or took from, newest first.

    Raises Usage for a state that there is not.
    """
    if wanted.state is not None and wanted.state not in STATES:
        raise Usage(problem=f"Envelopes have no state {wanted.state[:40]}", help="states: " + ", ".join(STATES))
    found: list[Envelope] = []
    time = reader.time
    state = PENDING if wanted.open_only else wanted.state
    maker = reader.own if wanted.mine else None
    for item in reader.view.objects_of(maker, lives.ENVELOPE, pending=state == PENDING):
        if wanted.limit is not None and len(found) >= wanted.limit:
            break
        if state is not None and item.state_at(time) != state:
            continue
        if not _concerns(reader, item, for_me=wanted.for_me) or not _within(reader, item, wanted):
            continue
        found.append(envelope_of(reader, item))
    return tuple(found)


def _concerns(reader: Reader, item: lives.Envelope, *, for_me: bool) -> bool:
    wallet = reader.own
    if item.maker == wallet and (not for_me or is_lucky(item)):
        return not for_me
    if is_addressed_to(item, wallet) and not is_barred(reader, item):
        return True
    # One that is for whoever has its link or word, or from before a block, concerns those who took from it.
    return reader.has_taken(item.id, wallet)


def _within(reader: Reader, item: lives.Envelope, wanted: Wanted) -> bool:
    if wanted.since is None and wanted.until is None:
        return True
    sent = reader.entry_time(item.n)
    return (wanted.since is None or sent >= wanted.since) and (wanted.until is None or sent < wanted.until)


def came_back(reader: Reader, since: int) -> list[CameBack]:
    """List what came back from own envelopes at or after `since` (ms), newest first."""
    items = [
        item
        for item in reader.view.objects_of(reader.own, lives.ENVELOPE, pending=False)
        if item.state in (CANCELLED, EXPIRED) and _settled(reader, item, since)
    ]
    items.sort(key=lambda item: item.ended or 0, reverse=True)
    return [
        CameBack(
            id=item.id,
            short=reader.short(item.id),
            money=rest_of(reader, item),
            at=item.ended or 0,
            state=item.state,
        )
        for item in items
    ]


def _settled(reader: Reader, item: lives.Envelope, since: int) -> bool:
    """Tell whether money came back at or after a time: it counts from when it was due, and is news once it is there."""
    if (item.ended or 0) >= since:
        return True
    return item.state == EXPIRED and any(entry.time >= since for entry in reader.view.entries_about(item.id))


def rest_of(reader: Reader, item: lives.Envelope) -> Money:
    """Give what nobody took from an envelope."""
    return Money(item.amount_minor - sum(claim.amount_minor for claim in reader.claims(item.id)), str(item.currency))
