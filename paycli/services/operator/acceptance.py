"""Going on with a ledger that was put back: each client says for itself that what it knew more is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.known import Acceptance
from paycli.domain.orders import read_unchecked
from paycli.errors import AlreadyThere, LedgerRewound, OrderMalformed
from paycli.services.proof.book import check_signatures
from paycli.services.proof.walk import check_extends, walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.domain.known import Known, Own
    from paycli.domain.ports import App, View


class Lost(NamedTuple):
    """What is lost with a ledger that was put back: how many entries this client knew, how many there are now.

    `own` are the lost ones that wallets of this account ordered: kind and id, newest first.
    """

    known: int
    now: int
    own: tuple[tuple[str, str], ...]


class Accepted(NamedTuple):
    """A ledger that was accepted as it is now, and what is lost with that."""

    lost: Lost
    root: str


def accept(app: App, agree: Callable[[Lost], None]) -> Accepted:
    """Take a log that does not extend what this client knew for the right one, if `agree` does not raise.

    Raises AlreadyThere where nothing is lost, what a walk from the first entry raises, and NotProven where an entry
    that concerns this account has not the signature of whom it names.
    """
    ledger, wallet = app.profile.ledger, app.profile.wallet
    known = app.memory.known(ledger)
    with app.unproven.view() as view:
        if known is None or _extends(view, known):
            raise AlreadyThere(what="The state that you know of this ledger", help="")
        lost = Lost(known.head.size, view.head().size, _lost(view, known.own))
        now, concerning = walk(view, None, (ledger, wallet))
        # What is taken over counts as checked from now on.
        check_signatures(view, now, concerning)
    agree(lost)
    acceptance = Acceptance(app.clock.now_ms(), lost.known, lost.now)
    app.memory.remember(now._replace(accepted=(*known.accepted, acceptance)), replace=True)
    with app.book.view():
        return Accepted(lost, now.seen.root)


def _extends(view: View, known: Known) -> bool:
    try:
        check_extends(view, known)
    except LedgerRewound:
        return False
    return True


def _lost(view: View, own: tuple[Own, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((each.kind, each.name) for each in reversed(own) if not _stands(view, each))


def _stands(view: View, own: Own) -> bool:
    entry = view.entry(own.n)
    try:
        return entry is not None and read_unchecked(entry.order).name == own.name
    except OrderMalformed:
        return False
