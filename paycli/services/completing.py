"""What Tab offers out of the ledger: handles and ids, each with a few words about it. It reads and never waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import lives
from paycli.domain.ids import short
from paycli.domain.lives import RAIL_TRANSFERS
from paycli.domain.money import format_money
from paycli.domain.state import CANCELLED, DONE, EXPIRED, PENDING, RETURNED
from paycli.services.engine.signed_texts import opening_handle
from paycli.services.reading.groups import blocked_by, trusted_by
from paycli.services.reading.lookup import may_see, may_take

if TYPE_CHECKING:
    from paycli.domain.state import LedgerObject
    from paycli.services.reading.reader import Reader

# More than a screen of candidates helps nobody, and Tab must not take long.
_MOST = 200
_PAYMENTS_MOST = 10
OPEN, ENDED = (PENDING,), (DONE, RETURNED, CANCELLED, EXPIRED)


class Offer(NamedTuple):
    """A word to complete to, and what it is."""

    word: str
    about: str = ""


def handles(reader: Reader) -> list[Offer]:
    """Give the handles of the others on this ledger."""
    rows = [row for row in reader.view.wallets() if row.admitted_n is not None and row.id != reader.own]
    return [Offer(reader.handle(row.id).removeprefix("@"), "shop" if row.shop else "") for row in rows[:_MOST]]


def shops(reader: Reader) -> list[Offer]:
    """Give the handles of shops."""
    return [each for each in handles(reader) if each.about == "shop"]


def groups(reader: Reader) -> list[Offer]:
    """Give the handles of open groups that the wallet is in."""
    return _groups(reader)


def own_groups(reader: Reader) -> list[Offer]:
    """Give the handles of own open groups."""
    return _groups(reader, own=True)


def _groups(reader: Reader, *, own: bool = False) -> list[Offer]:
    from paycli.services.people.groups import groups as listed
    from paycli.services.reading.pages import Part

    rows = [each for each in listed(reader, Part()).rows if each.own or not own]
    return [Offer(each.handle.removeprefix("@"), f"group of {len(each.members)}") for each in rows[:_MOST]]


def mandates(reader: Reader) -> list[Offer]:
    """Give the names of the wallet's mandates that were not revoked."""
    from paycli.services.people.mandates import mandates as listed

    return [Offer(each.name, f"mandate, {each.state}") for each in listed(reader)[:_MOST]]


def other_keys(reader: Reader) -> list[Offer]:
    """Give the fingerprints of the wallet's keys that were not revoked."""
    from paycli.services.reading.own_keys import own_keys
    from paycli.signing import fingerprint

    found = [each for each in own_keys(reader, reader.own) if each.revoked is None]
    return [Offer(fingerprint(each.id), "opened the wallet" if each.order is None else "") for each in found[:_MOST]]


def addressees(reader: Reader) -> list[Offer]:
    """Give whom an envelope can be sent to: the others, and groups."""
    return handles(reader) + groups(reader)


def blocked(reader: Reader) -> list[Offer]:
    """Give the handles of those whom the wallet has blocked."""
    return [Offer(reader.handle(wallet).removeprefix("@")) for wallet in blocked_by(reader)[:_MOST]]


def trusted(reader: Reader) -> list[Offer]:
    """Give the handles of those whom the wallet trusts."""
    return [Offer(reader.handle(wallet).removeprefix("@")) for wallet in trusted_by(reader)[:_MOST]]


def newcomers(reader: Reader) -> list[Offer]:
    """Give the handles of those who wait for the operator."""
    rows = [row for row in reader.view.wallets() if row.is_asking(reader.time)]
    return [Offer(opening_handle(reader.view, row), "wants in") for row in rows[:_MOST]]


def envelopes(reader: Reader) -> list[Offer]:
    """Give the ids of envelopes that one may take from."""
    time, _wallet = reader.time, reader.own
    rows = [each for each in reader.view.objects_of(None, lives.ENVELOPE, pending=True) if may_take(reader, each, time)]
    return [_offer(reader, item) for item in rows[:_MOST]]


def ended_envelopes(reader: Reader) -> list[Offer]:
    """Give the ids of envelopes that have ended, whose luck can be checked."""
    return _objects(reader, lives.ENVELOPE, ENDED)


def own_links(reader: Reader) -> list[Offer]:
    """Give the ids of own open envelopes that are for whoever knows a secret."""
    rows = reader.view.objects_of(reader.own, lives.ENVELOPE, pending=True)
    secret = [each for each in rows if isinstance(each.body.audience, str) and each.body.audience != "any"]
    return [_offer(reader, each) for each in secret[:_MOST]]


def batches(reader: Reader) -> list[Offer]:
    """Give the names of own batches, each once."""
    from paycli.services.batches.listed import batches as listed
    from paycli.services.reading.pages import Part

    found = {each.label: f"{each.paid} of {each.rows} rows paid" for each in listed(reader, Part(None, _MOST)).rows}
    return [Offer(label, about) for label, about in found.items()]


def unpaid_sales(reader: Reader) -> list[Offer]:
    """Give the ids of sales that can be paid."""
    return _objects(reader, lives.SALE, OPEN)


def open_sales(reader: Reader) -> list[Offer]:
    """Give the ids of own sales that wait for their payer."""
    return _objects(reader, lives.SALE, OPEN, own=True)


def own_sales(reader: Reader) -> list[Offer]:
    """Give the ids of own sales that were paid."""
    return _objects(reader, lives.SALE, (DONE,), own=True)


def withdrawals(reader: Reader) -> list[Offer]:
    """Give the ids of withdrawals that nobody has paid out yet."""
    return _objects(reader, lives.WITHDRAWAL, OPEN)


def cancellable(reader: Reader) -> list[Offer]:
    """Give the ids of what its maker can take back."""
    return [offer for kind in lives.CANCELLABLE for offer in _objects(reader, kind, OPEN, own=True)]


def payments(reader: Reader) -> list[Offer]:
    """Give the ids of what others sent the wallet lately."""
    from paycli.services.reading.given_back import paid_lately

    return [
        Offer(
            short(each.name), f"{format_money(each.money, reader.registry.currencies)} of {reader.handle(each.payer)}"
        )
        for each in paid_lately(reader, _PAYMENTS_MOST)
    ]


def asking_me(reader: Reader) -> list[Offer]:
    """Give the ids of what asks the own wallet for an answer: requests, and transfers that wait."""
    from paycli.services.payments.requested import asking

    found = [item for kind in (lives.REQUEST, lives.WAIT) for item in asking(reader, kind)]
    answerable = [item for item in found if item.kind == lives.REQUEST or item.body.expires_ms is not None]
    return [_offer(reader, item) for item in answerable[:_MOST]]


def own_payments(reader: Reader) -> list[Offer]:
    """Give the ids of the newest payments of the own wallet, which can be split."""
    from itertools import islice

    from paycli.services.reading.log import Wanted, whole_log

    lines = islice(whole_log(reader, Wanted(kinds=frozenset({"send", "sale.pay"}))), _PAYMENTS_MOST)
    return [Offer(line.short, f"to {line.receiver}") for line in lines if line.giver == reader.handle(reader.own)]


def undoable(reader: Reader) -> list[Offer]:
    """Give the ids of own orders that can be cancelled, or whose money can be asked for."""
    return cancellable(reader) + own_payments(reader)


def anything_open(reader: Reader) -> list[Offer]:
    """Give the ids of everything that is open."""
    shared = [offer for kind in lives.SHARED for offer in _objects(reader, kind, OPEN)]
    return shared + [offer for kind in RAIL_TRANSFERS for offer in _objects(reader, kind, OPEN, own=True)]


def _objects(reader: Reader, kind: str, states: tuple[str, ...], *, own: bool = False) -> list[Offer]:
    time = reader.time
    rows = reader.view.objects_of(reader.own if own else None, kind, pending=states == OPEN)
    chosen = [item for item in rows if item.state_at(time) in states and may_see(reader, item)]
    return [_offer(reader, item) for item in chosen[:_MOST]]


def _offer(reader: Reader, item: LedgerObject) -> Offer:
    return Offer(short(item.id), f"{item.kind} of {reader.handle(item.maker)}" if item.maker else item.kind)
