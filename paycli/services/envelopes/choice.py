"""Which envelope to take from: by its id, by a secret, or else the newest."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paycli.domain.ports import App
    from paycli.services.envelopes.bearer import Bearer

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.rules.envelopes import is_lucky
from paycli.domain.state import Needs
from paycli.errors import NotForYou, NotFound, NothingToGrab
from paycli.services.engine.clock import ledger_time
from paycli.services.engine.drafts import Draft, stored_body
from paycli.services.envelopes.bearer import Bearer, refuse_link
from paycli.services.reading.lookup import ENVELOPE, find, may_take

if TYPE_CHECKING:
    from collections.abc import Collection

    from paycli.domain.ports import App, View
    from paycli.domain.state import LedgerObject


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
    return not is_blocked(view, item, wallet) and all(claim.wallet != wallet for claim in view.claims_of(item.id))


def _is_shut_out(app: App, view: View, item: LedgerObject) -> bool:
    """Tell whether the right secret gets the answer of a wrong one: blocked by the sender, and not there before."""
    wallet = app.profile.wallet
    return is_blocked(view, item, wallet) and all(claim.wallet != wallet for claim in view.claims_of(item.id))


def is_blocked(view: View, item: LedgerObject, wallet: str) -> bool:
    """Tell whether the sender of an envelope has blocked a wallet."""
    maker = view.load(Needs(objects=(item.id,))).wallets.get(str(item.maker))
    return maker is not None and wallet in maker.blocked


def choice_of(
    app: App,
    view: View,
    typed: str | None,
    draft: Draft,
    bearer: Bearer | None,
    tried: set[str],
    *,
    full_ids_required: bool,
) -> Choice:
    """Find the envelope to take from; that a repeat under a key means the one of the first time."""
    if bearer is not None:
        choice = choose(app, view, bearer, tried)
        wanted = grab_body(app, choice.envelope, bearer)
        before = stored_body(view, draft.sign(wanted).order)
        if before is not None and before.get("envelope"):
            of = str(before["envelope"])
            # Only where the same secret was meant: else it is another order, and the door calls it a conflict.
            return Choice(of, takable=False) if before == grab_body(app, of, bearer) else choice
        return choice
    if typed is None:
        return Choice(_grabbable(app, view), takable=True)
    refuse_link(typed)
    try:
        return Choice(find(app, view, typed, (ENVELOPE,), full_ids_required=full_ids_required).id, takable=False)
    except NotFound:
        # The same answer as for an envelope that is there, and is not for this wallet.
        raise NotForYou from None


def _grabbable(app: App, view: View) -> str:
    """Find the newest open envelope that this wallet may take from and has not yet; raises NothingToGrab."""
    time, wallet = ledger_time(app, view), app.profile.wallet
    for item in view.objects_of(None, "envelope", pending=True):
        if may_take(view, item, wallet, time):
            return item.id
    raise NothingToGrab


def grab_body(app: App, envelope: str, bearer: Bearer | None) -> dict[str, str | None]:
    """Give the body of a grab, with the proof that its secret is known."""
    proof = bearer.proof(envelope, app.profile.wallet) if bearer else None
    return {"envelope": envelope, "proof": proof}
