"""The link of an own envelope, made again: its secret follows from the key that signed the envelope."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import lives
from paycli.domain.codes import gift_text
from paycli.domain.ids import key_id
from paycli.domain.orders import read_unchecked
from paycli.domain.state import PENDING
from paycli.errors import AlreadyEnded, LinkElsewhere, NotAllowed, NotFound, Usage
from paycli.services.envelopes.bearer import Bearer
from paycli.services.envelopes.describe import KNOWERS, envelope_of
from paycli.services.reading.lookup import ENVELOPE, find
from paycli.services.reading.reader import reading
from paycli.signing import derive, public_of

if TYPE_CHECKING:
    from paycli.domain.ports import App
    from paycli.services.envelopes.describe import Envelope
    from paycli.services.reading.reader import Reader

_WORD = "anybody on this ledger who knows the word"


class LinkShown(NamedTuple):
    """An own envelope and its link."""

    envelope: Envelope
    link: str


def link_of(app: App, typed: str) -> LinkShown:
    """Make the link of an own open envelope again.

    Raises NotFound, NotAllowed, AlreadyEnded, Usage for an envelope without a link, LinkElsewhere where the key that
    made it is not this device's, and what the vault raises.
    """
    with reading(app) as reader:
        item = lives.as_envelope(find(reader, typed, (ENVELOPE,)).subject)
        if item is None:
            raise NotFound(what="envelope", typed=typed[:40])
        envelope = envelope_of(reader, item)
        _check_own_and_open(reader, item, envelope)
        order = read_unchecked(reader.entry(item.n).order)
    seed = app.signing_seed("wallet")
    if key_id(public_of(seed)) != order.key:
        raise LinkElsewhere
    secret = derive(seed, "secret", order.id)[:16]
    if Bearer(secret, word=False).claim_key != item.body.audience:
        raise _no_link(_WORD)
    return LinkShown(envelope, gift_text(app.profile.ledger, secret))


def _check_own_and_open(reader: Reader, item: lives.Envelope, envelope: Envelope) -> None:
    """Refuse what can be refused before anybody is asked for a passphrase."""
    if item.maker != reader.own:
        raise NotAllowed(reason="Only the sender of an envelope can show its link, and you did not send this one")
    if envelope.audience != (KNOWERS,):
        raise _no_link("anybody here" if envelope.audience == ("any",) else ", ".join(envelope.audience))
    if envelope.state != PENDING or envelope.final:
        raise AlreadyEnded(of=envelope.id, state=envelope.state)


def _no_link(whom: str) -> Usage:
    return Usage(problem=f"This envelope has no link: it is for {whom}", help="")
