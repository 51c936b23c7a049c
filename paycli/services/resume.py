"""What became of orders whose outcome nobody was shown: looked up in the log, and never ordered again."""

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.parties import CASH
from paycli.domain.state import DONE, PENDING
from paycli.errors import NotFound, PaycliError
from paycli.services.reading.log_line import LineReader
from paycli.services.reading.lookup import find
from paycli.services.reading.reader import reading
from paycli.services.reading.waiting import state_now

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from paycli.domain.client_orders import LeftUnreported, Unreported
    from paycli.domain.ports import App, Machine, Profile
    from paycli.domain.registry import Registry
    from paycli.services.reading.log_records import LogLine
    from paycli.services.reading.reader import Reader

# Beside the states of objects: it stands in no log and nobody is left who would post it; its command still runs.
NOT_DONE, RUNNING, UNKNOWN = "not_done", "running", "unknown"


class Outcome(NamedTuple):
    """What became of one order: whose it is, how what it made stands, and its line in the log of that ledger.

    There is no line where it is in no log. `in_flight` says that its rail has not answered; `trouble` why nothing can
    be known now.
    """

    note: "Unreported"
    handle: str
    state: str
    line: "LogLine | None" = None
    registry: "Registry | None" = None
    in_flight: bool = False
    trouble: PaycliError | None = None

    @property
    def is_known(self) -> bool:
        """Tell whether it is known what became of the order, for good."""
        return not self.in_flight and self.state not in {RUNNING, UNKNOWN}


def outcomes(app: "App") -> "list[Outcome]":
    """Look up what became of the orders of one wallet that nobody was shown; what still runs is left out."""
    notes = app.unreported()
    if not notes:
        return []
    with reading(app) as reader:
        return [outcome_of(reader, note) for note in notes]


def resume(machine: "Machine", profiles: "Sequence[Profile]") -> "list[Outcome]":
    """Look up what became of all that was ordered by these wallets and shown to nobody; nothing is sent.

    Where a ledger cannot be read, that is said of each of its orders.
    """
    whose = {(profile.ledger, profile.wallet): profile for profile in profiles}
    left: dict[Profile, list[LeftUnreported]] = {}
    for found in machine.unreported():
        profile = whose.get((found.note.ledger, found.note.wallet))
        if profile is not None:
            left.setdefault(profile, []).append(found)
    return [outcome for profile, found in left.items() for outcome in _of_one(machine, profile, found)]


def _of_one(machine: "Machine", profile: "Profile", left: "Sequence[LeftUnreported]") -> "list[Outcome]":
    handle = f"@{profile.name}"
    try:
        with reading(machine.open(profile)) as reader:
            return [
                Outcome(note, handle, RUNNING) if runs else outcome_of(reader, note)._replace(handle=handle)
                for note, runs in left
            ]
    except PaycliError as trouble:
        return [Outcome(note, handle, UNKNOWN, trouble=trouble) for note, _ in left]


def outcome_of(reader: "Reader", note: "Unreported") -> Outcome:
    """Look up what became of an order that was noted."""
    handle = reader.handle(reader.own)
    try:
        found = find(reader, note.name)
    except NotFound:
        return Outcome(note, handle, NOT_DONE, registry=reader.registry)
    item = found.subject
    return Outcome(
        note,
        handle,
        DONE if item is None else state_now(reader, item),
        LineReader(reader).line(reader.entry(found.n)),
        reader.registry,
        in_flight=item is not None and item.state == PENDING and item.rail not in {None, CASH},
    )


def shown(found: "Sequence[Outcome]") -> "Callable[[Unreported], Unreported | None]":
    """Give what is to become of notes whose outcomes were shown: those that are final go, of others it is noted."""
    states = {each.note: each for each in found}

    def decide(note: "Unreported") -> "Unreported | None":
        outcome = states.get(note)
        if outcome is None:
            return note
        return None if outcome.is_known else note._replace(said=outcome.state)

    return decide
