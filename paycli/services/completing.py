"""What Tab offers out of the ledger: handles and ids, each with a few words about it. It reads and never waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import lives
from paycli.domain.ids import short
from paycli.domain.lives import RAIL_TRANSFERS
from paycli.domain.state import CANCELLED, DONE, EXPIRED, PENDING, RETURNED, Needs
from paycli.services.engine.signed_texts import opening_handle
from paycli.services.reading.lookup import may_see, may_take
from paycli.services.reading.reader import Reader, reading

if TYPE_CHECKING:
    from paycli.domain.ports import App
    from paycli.domain.state import LedgerObject

# More than a screen of candidates helps nobody, and Tab must not take long.
_MOST = 200
OPEN, ENDED = (PENDING,), (DONE, RETURNED, CANCELLED, EXPIRED)


class Offer(NamedTuple):
    """A word to complete to, and what it is."""

    word: str
    about: str = ""


def handles(app: App) -> list[Offer]:
    """Give the handles of the others on this ledger."""
    with reading(app) as reader:
        rows = [row for row in reader.view.wallets() if row.admitted_n is not None and row.id != app.profile.wallet]
        return [Offer(reader.handle(row.id).removeprefix("@"), "shop" if row.shop else "") for row in rows[:_MOST]]


def groups(app: App) -> list[Offer]:
    """Give the handles of open groups that the wallet is in."""
    from paycli.services.people.groups import groups as listed

    return [Offer(each.handle.removeprefix("@"), f"group of {len(each.members)}") for each in listed(app)[:_MOST]]


def own_groups(app: App) -> list[Offer]:
    """Give the handles of own open groups."""
    from paycli.services.people.groups import groups as listed

    own = [each for each in listed(app) if each.own]
    return [Offer(each.handle.removeprefix("@"), f"group of {len(each.members)}") for each in own[:_MOST]]


def addressees(app: App) -> list[Offer]:
    """Give whom an envelope can be sent to: the others, and groups."""
    return handles(app) + groups(app)


def blocked(app: App) -> list[Offer]:
    """Give the handles of those whom the wallet has blocked."""
    with reading(app) as reader:
        rows = reader.view.load(Needs(wallets=(app.profile.wallet,))).wallets.values()
        return [Offer(reader.handle(wallet).removeprefix("@")) for row in rows for wallet in row.blocked[:_MOST]]


def newcomers(app: App) -> list[Offer]:
    """Give the handles of those who wait for the operator."""
    with reading(app) as reader:
        rows = [row for row in reader.view.wallets() if row.admitted_n is None]
        return [Offer(opening_handle(reader.view, row), "wants in") for row in rows[:_MOST]]


def envelopes(app: App) -> list[Offer]:
    """Give the ids of envelopes that one may take from."""
    with reading(app) as reader:
        time, wallet = reader.time, app.profile.wallet
        rows = [
            each
            for each in reader.view.objects_of(None, lives.ENVELOPE, pending=True)
            if may_take(reader, each, wallet, time)
        ]
        return [_offer(reader, item) for item in rows[:_MOST]]


def ended_envelopes(app: App) -> list[Offer]:
    """Give the ids of envelopes that have ended, whose luck can be checked."""
    return _objects(app, lives.ENVELOPE, ENDED)


def unpaid_sales(app: App) -> list[Offer]:
    """Give the ids of sales that can be paid."""
    return _objects(app, lives.SALE, OPEN)


def own_sales(app: App) -> list[Offer]:
    """Give the ids of own sales that were paid."""
    return _objects(app, lives.SALE, (DONE,), own=True)


def withdrawals(app: App) -> list[Offer]:
    """Give the ids of withdrawals that nobody has paid out yet."""
    return _objects(app, lives.WITHDRAWAL, OPEN)


def cancellable(app: App) -> list[Offer]:
    """Give the ids of what its maker can take back."""
    return [offer for kind in lives.CANCELLABLE for offer in _objects(app, kind, OPEN, own=True)]


def anything_open(app: App) -> list[Offer]:
    """Give the ids of everything that is open."""
    shared = [offer for kind in lives.SHARED for offer in _objects(app, kind, OPEN)]
    return shared + [offer for kind in RAIL_TRANSFERS for offer in _objects(app, kind, OPEN, own=True)]


def _objects(app: App, kind: str, states: tuple[str, ...], *, own: bool = False) -> list[Offer]:
    with reading(app) as reader:
        time = reader.time
        rows = reader.view.objects_of(app.profile.wallet if own else None, kind, pending=states == OPEN)
        chosen = [item for item in rows if item.state_at(time) in states and may_see(reader, item)]
        return [_offer(reader, item) for item in chosen[:_MOST]]


def _offer(reader: Reader, item: LedgerObject) -> Offer:
    return Offer(short(item.id), f"{item.kind} of {reader.handle(item.maker)}" if item.maker else item.kind)
