"""Looking at red envelopes: one as it is being grabbed, many in a list, what came back, and how one's own luck was."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import lives
from paycli.domain.money import Money
from paycli.domain.money_kinds import ENDINGS
from paycli.domain.orders import read_unchecked
from paycli.domain.rules.envelopes import is_addressed_to, is_lucky
from paycli.domain.state import CANCELLED, DONE, EXPIRED, PENDING
from paycli.domain.subjects import object_of
from paycli.errors import NotFound, Usage, step
from paycli.services.envelopes.describe import envelope_of
from paycli.services.reading.lookup import ENVELOPE, find, is_barred
from paycli.services.reading.pages import Page, Part, objects, page_of
from paycli.services.reading.places import Period, stretches
from paycli.services.reading.reader import Reader, reading

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    """Which envelopes a list is to have. `state` is one of STATES; the period is that in which they were sent."""

    open_only: bool = False
    mine: bool = False
    for_me: bool = False
    state: str | None = None
    period: Period = Period()


class CameBack(NamedTuple):
    """What was left of an own envelope and came back: by which entry, how much, when (ms), and what ended it."""

    n: int
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


def listed(reader: Reader, wanted: Wanted, part: Part) -> Page[Envelope]:
    """List the envelopes that this wallet sent, may take from or took from, newest first.

    Raises Usage for a state that there is not, and CursorUnknown.
    """
    if wanted.state is not None and wanted.state not in STATES:
        raise Usage(problem=f"Envelopes have no state {wanted.state[:40]}", help="states: " + ", ".join(STATES))
    state = PENDING if wanted.open_only else wanted.state
    found = objects(
        reader,
        lives.ENVELOPE,
        wanted.period._replace(before=part.after),
        maker=reader.own if wanted.mine else None,
        pending=state == PENDING,
    )

    def fits(item: lives.Envelope) -> bool:
        return (state is None or item.state_at(reader.time) == state) and _concerns(reader, item, for_me=wanted.for_me)

    return page_of(reader, part, ((item.n, envelope_of(reader, item) if fits(item) else None) for item in found))


def _concerns(reader: Reader, item: lives.Envelope, *, for_me: bool) -> bool:
    wallet = reader.own
    if item.maker == wallet and (not for_me or is_lucky(item)):
        return not for_me
    if is_addressed_to(item, wallet) and not is_barred(reader, item):
        return True
    # One that is for whoever has its link or word, or from before a block, concerns those who took from it.
    return reader.has_taken(item.id, wallet)


def came_back(reader: Reader, period: Period) -> Iterator[CameBack]:
    """Give what came back from own envelopes in a period, newest first: it is news once it is there."""
    kinds = [kind.name for kind in ENDINGS]
    for first, end in stretches(reader, period):
        for n in reader.view.credited(reader.own, kinds, first - 1, end):
            about = object_of(read_unchecked(reader.entry(n).order))
            item = lives.as_envelope(reader.object(str(about)))
            if item is not None and item.maker == reader.own:
                yield CameBack(
                    n=n,
                    id=item.id,
                    short=reader.short(item.id),
                    money=rest_of(reader, item),
                    at=item.ended or 0,
                    state=item.state,
                )


def rest_of(reader: Reader, item: lives.Envelope) -> Money:
    """Give what nobody took from an envelope."""
    return Money(item.amount_minor - sum(claim.amount_minor for claim in reader.claims(item.id)), str(item.currency))
