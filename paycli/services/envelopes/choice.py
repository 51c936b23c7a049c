"""Which envelope to take from: by its id, by a secret, or else the newest."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import lives
from paycli.domain.bodies import EnvelopeGrabBody
from paycli.domain.rules.envelopes import is_lucky
from paycli.domain.state import Needs
from paycli.errors import NotForYou, NotFound, NothingToGrab
from paycli.services.engine.drafts import Draft, stored_order
from paycli.services.envelopes.bearer import refuse_link
from paycli.services.reading.lookup import ENVELOPE, find, may_take

if TYPE_CHECKING:
    from collections.abc import Collection

    from paycli.domain.lives import Envelope
    from paycli.domain.ports import App
    from paycli.services.envelopes.bearer import Bearer
    from paycli.services.reading.reader import Reader


GRAB = "envelope.grab"
# A key that signs nothing: a wallet's order is found by its id alone.
_ANY_KEY = "0" * 64


class Wanted(NamedTuple):
    """From which envelope somebody wants a packet: by its id, by a secret, or by neither from the newest.

    `key` is an idempotency key: a repeat under it means the envelope of the first time.
    """

    typed: str | None
    bearer: Bearer | None
    full_ids_required: bool
    key: bytes | None


class Choice(NamedTuple):
    """An envelope that a secret stands for, and whether a packet can be taken, as far as can be seen."""

    envelope: str
    takable: bool


def _of_a_secret(reader: Reader, bearer: Bearer, tried: Collection[str]) -> Choice:
    """Find the envelope that a secret stands for: the newest that can be taken from, else the newest.

    For a link it is the first one: a link is made for one envelope, and whoever gives its claim key to another of
    their own has read it in the log, so comes later. Raises NotForYou where there is none.
    """
    key = bearer.claim_key
    # Open ones first: they are few, and all the others are in the way only where there is none.
    if bearer.word:
        for item in reader.view.objects_of(None, lives.ENVELOPE, pending=True):
            if item.body.audience == key and item.id not in tried and _takable(reader, item):
                return Choice(item.id, takable=True)
    found = [
        item
        for item in reader.view.objects_of(None, lives.ENVELOPE, pending=False)
        if item.body.audience == key and not _is_shut_out(reader, item)
    ]
    if not found:
        raise NotForYou
    return Choice(found[0 if bearer.word else -1].id, takable=False)


def _takable(reader: Reader, item: Envelope) -> bool:
    time, wallet, opens_at = reader.time, reader.own, item.body.opens_at
    if item.is_over(time) or item.detail.taken >= item.detail.packets or (opens_at is not None and time < opens_at):
        return False
    if is_lucky(item) and item.maker == wallet:
        return False
    return not is_blocked(reader, item, wallet) and not reader.has_taken(item.id, wallet)


def _is_shut_out(reader: Reader, item: Envelope) -> bool:
    """Tell whether the right secret gets the answer of a wrong one: blocked by the sender, and not there before."""
    wallet = reader.own
    return is_blocked(reader, item, wallet) and not reader.has_taken(item.id, wallet)


def is_blocked(reader: Reader, item: Envelope, wallet: str) -> bool:
    """Tell whether the sender of an envelope has blocked a wallet."""
    maker = reader.view.load(Needs(objects=(item.id,))).wallets.get(str(item.maker))
    return maker is not None and wallet in maker.blocked


def choose(app: App, reader: Reader, wanted: Wanted, tried: Collection[str]) -> Choice:
    """Choose the envelope to take from; those that were tried are not chosen again.

    Raises NothingToGrab, NotForYou, Usage for a link as an argument, and what finding an id raises.
    """
    if wanted.bearer is not None:
        return _of_the_first_time(app, reader, wanted.bearer, wanted.key) or _of_a_secret(reader, wanted.bearer, tried)
    if wanted.typed is None:
        return Choice(_grabbable(reader), takable=True)
    refuse_link(wanted.typed)
    try:
        found = find(reader, wanted.typed, (ENVELOPE,), full_ids_required=wanted.full_ids_required)
    except NotFound:
        # The same answer as for an envelope that is there, and is not for this wallet.
        raise NotForYou from None
    return Choice(found.id, takable=False)


def _of_the_first_time(app: App, reader: Reader, bearer: Bearer, key: bytes | None) -> Choice | None:
    """Give the envelope that the same secret was used for under the same key before; None where it was not."""
    if key is None:
        return None
    trial = Draft.trial(app, GRAB, key=key)
    before = stored_order(reader.view, trial.unsigned(grab_body(app, trial.id, bearer), _ANY_KEY).order)
    if before is None or before.kind != GRAB:
        return None
    of = str(before.body.envelope)
    # Only where the same secret was meant: else it is another order, and the door calls it a conflict.
    return Choice(of, takable=False) if before.body == grab_body(app, of, bearer) else None


def _grabbable(reader: Reader) -> str:
    """Find the newest open envelope that this wallet may take from and has not yet; raises NothingToGrab."""
    time, later = reader.time, dict[int, str]()
    for item in reader.view.objects_of(None, lives.ENVELOPE, pending=True):
        if may_take(reader, item, time):
            return item.id
        opens_at = item.body.opens_at or 0
        if time < opens_at and may_take(reader, item, opens_at):
            later.setdefault(opens_at, item.id)
    if later:
        at = min(later)
        raise NothingToGrab(short=reader.short(later[at]), at=at)
    raise NothingToGrab


def grab_body(app: App, envelope: str, bearer: Bearer | None) -> EnvelopeGrabBody:
    """Give the body of a grab, with the proof that its secret is known."""
    proof = bearer.proof(envelope, app.profile.wallet) if bearer else None
    return EnvelopeGrabBody(envelope, proof)
