"""Envelopes for whoever knows a secret, by link or by word; and why somebody gets nothing from an envelope."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.codes import GIFT, SALE, fold_word, gift_secret, is_qr_text, parse_text
from paycli.domain.money import Money, format_money
from paycli.domain.orders import Order
from paycli.domain.ports import identity
from paycli.domain.rules.envelopes import is_lucky
from paycli.domain.state import PENDING, Needs
from paycli.errors import (
    AlreadyGrabbed,
    CodeElsewhere,
    EnvelopeEmpty,
    EnvelopeExpired,
    NotForYou,
    NotYetOpen,
    OtherLedgerCode,
    OwnEnvelope,
    QrMalformed,
    Usage,
)
from paycli.services.reading.lookup import ledger_time
from paycli.signing import claim_proof, claim_seed, public_of, word_secret

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any

    from paycli.domain.ports import App, View
    from paycli.domain.state import LedgerObject
    from paycli.errors import PaycliError


class Bearer(NamedTuple):
    """What somebody knows: the secret of a link or, if `word`, of a spoken word."""

    secret: bytes
    word: bool

    @property
    def claim_key(self) -> str:
        """The public key by which an envelope's order names whoever knows the secret."""
        return public_of(claim_seed(self.secret))

    def proof(self, envelope: str, wallet: str) -> str:
        """Prove the knowledge for one envelope, on behalf of one wallet."""
        return claim_proof(self.secret, envelope, wallet)


def bearer_of_link(app: App, text: str) -> Bearer:
    """Read an envelope's link; raises QrMalformed, OtherLedgerCode, CodeElsewhere, none of which repeats it."""
    code = parse_text(text)
    if code.ledger != app.profile.ledger:
        raise OtherLedgerCode(theirs=code.ledger[:8])
    if code.kind == SALE:
        raise CodeElsewhere(what="the code of a sale", help=f"paycli pay {text.strip().upper()}")
    if code.kind != GIFT:
        raise QrMalformed(reason="it is not the link of an envelope")
    return Bearer(gift_secret(code), word=False)


def bearer_of_word(app: App, typed: str) -> Bearer:
    """Work out the secret of a word, which takes about 0.1 s; raises TextInvalid."""
    return Bearer(word_secret(fold_word(typed), app.profile.ledger), word=True)


def refuse_link(typed: str) -> None:
    """Refuse a link as an argument, without repeating it; raises Usage."""
    if is_qr_text(typed) and typed.strip().upper().startswith(f"PAYCLI:1/{GIFT}/"):
        raise Usage(problem="A link is a secret, never an argument, where others can read it", help="paycli grab -")


class Choice(NamedTuple):
    """An envelope that a secret stands for, and whether a packet can be taken, as far as can be seen."""

    envelope: str
    takable: bool


def choose(app: App, view: View, bearer: Bearer, tried: Collection[str]) -> Choice:
    """Find the envelope that a secret stands for: the newest that can be taken from, else the newest.

    For a link it is the first one: a link is made for one envelope, and whoever gives its claim key to another of
    their own has read it in the log, so comes later. Raises NotForYou where there is none.
    """
    key = bearer.claim_key
    # Open ones first: they are few, and all the others are in the way only where there is none.
    if bearer.word:
        for item in view.objects_of(None, "envelope", pending=True):
            if item.body["audience"] == key and item.id not in tried and _takable(app, view, item):
                return Choice(item.id, takable=True)
    found = [
        item
        for item in view.objects_of(None, "envelope", pending=False)
        if item.body["audience"] == key and not _is_shut_out(app, view, item)
    ]
    if not found:
        raise NotForYou
    return Choice(found[0 if bearer.word else -1].id, takable=False)


def _takable(app: App, view: View, item: LedgerObject) -> bool:
    time, wallet, opens_at = ledger_time(app, view), app.profile.wallet, item.body["opens_at"]
    if item.is_over(time) or item.taken >= item.packets or (opens_at is not None and time < opens_at):
        return False
    if is_lucky(item) and item.maker == wallet:
        return False
    return not _is_blocked(view, item, wallet) and all(claim.wallet != wallet for claim in view.claims_of(item.id))


def _is_shut_out(app: App, view: View, item: LedgerObject) -> bool:
    """Tell whether the right secret gets the answer of a wrong one: blocked by the sender, and not there before."""
    wallet = app.profile.wallet
    return _is_blocked(view, item, wallet) and all(claim.wallet != wallet for claim in view.claims_of(item.id))


def _is_blocked(view: View, item: LedgerObject, wallet: str) -> bool:
    maker = view.load(Needs(objects=(item.id,))).wallets.get(str(item.maker))
    return maker is not None and wallet in maker.blocked


def stored_body(view: View, order: Order) -> Mapping[str, Any] | None:
    """Give the body that stands in the log under an order's id, for a repeat; None if the id is free."""
    entry = view.same_ids((order,)).get(identity(order))
    return None if entry is None else Order.parse(entry.order).body


def explained(app: App, view: View, error: PaycliError, envelope: str) -> PaycliError:
    """Add to a refusal what those who may see the envelope want to know; whoever may not learns nothing more.

    `at` is a time in ms, which the terminal writes as people read it.
    """
    item = view.load(Needs(objects=(envelope,))).objects.get(envelope)
    if item is None or item.kind != "envelope":
        return error
    wallet, money = app.profile.wallet, error.money
    own = next((claim.amount_minor for claim in view.claims_of(envelope) if claim.wallet == wallet), None)
    if isinstance(error, NotForYou) and not _is_blocked(view, item, wallet):
        # Named by its id, without the secret: the sender, and who was there before, see it all the same.
        if own is not None:
            error = AlreadyGrabbed(money=money)
        elif item.maker == wallet:
            error = OwnEnvelope(money=money) if is_lucky(item) else error
    if isinstance(error, AlreadyGrabbed) and own is not None:
        error.values["detail"] = f": {format_money(Money(own, str(item.currency)), app.registry.currencies)}"
    elif isinstance(error, EnvelopeEmpty) and item.state != PENDING:
        entry = view.entry(item.n)
        began = max(entry.time if entry else 0, item.body["opens_at"] or 0)
        error.values["detail"] = (
            f", {item.taken} of {item.packets} in {duration_text(max(0, (item.ended or 0) - began))}"
        )
    elif isinstance(error, EnvelopeExpired):
        error.values["at"] = item.due
    elif isinstance(error, NotYetOpen):
        error.values["at"] = item.body["opens_at"]
    return error


def duration_text(ms: int) -> str:
    """Write how long an envelope lasted, in tenths of a second where it was a matter of seconds."""
    if ms < 120_000:
        return f"{ms // 1000}.{ms % 1000 // 100} s"
    for size, name in ((2 * 86_400_000, "days"), (2 * 3_600_000, "hours")):
        if ms >= size:
            return f"{ms // (size // 2)} {name}"
    return f"{ms // 60_000} minutes"
