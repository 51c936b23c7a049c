"""Whether an entry is signed by whom it names, by keys that the log itself gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.ids import claim_message, key_id
from paycli.domain.kinds import KINDS
from paycli.domain.orders import Order, read_unchecked
from paycli.domain.parties import OPERATOR
from paycli.domain.rules.mandates import spend
from paycli.domain.scopes import groups_of
from paycli.domain.state import Needs, State
from paycli.domain.subjects import object_of
from paycli.errors import NotAllowed, NotProven, PaycliError
from paycli.signing import CRYPTO, verify, verify_order

if TYPE_CHECKING:
    from paycli.domain.ports import Entry
    from paycli.domain.state import Key
    from paycli.services.proof.view import ProvenView


def check_signature(view: ProvenView, entry: Entry) -> None:
    """Check that an entry's order has its form, and the signature of a key that was in force; raises NotProven."""
    try:
        order = Order.parse(entry.order)
    except PaycliError:
        raise NotProven(what=f"entry {entry.n}") from None
    if not KINDS[order.kind].is_signed:
        fits = entry.signature is None
    else:
        public = _public(view, entry, order)
        fits = public is not None and verify_order(public, order, str(entry.signature)) and _knew(view, order)
    if not fits:
        raise NotProven(what=f"the signature of entry {entry.n}")


def _public(view: ProvenView, entry: Entry, order: Order) -> str | None:
    """Give the public key of an order's signer; None where the log does not say that it may sign this."""
    signed_by, key = KINDS[order.kind].signed_by, str(order.key)
    if "new" in signed_by:
        public: str = order.body.public
        return public if key_id(public) == key else None
    row = view.unproven.load(Needs(keys=(key,))).keys.get(key)
    # A key's name is the hash of it, so the row cannot say another one.
    if row is None or key_id(row.public) != key:
        return None
    if order.wallet is not None:
        proven = view.state_before(order.wallet, entry.n).keys.get(key)
        fits = proven is not None and proven.party == order.wallet and proven.revoked_n is None
        fits = fits and (proven is None or proven.scope is None or _may_order(view, entry, order, proven))
    elif OPERATOR in signed_by:
        fits = key == view.operator_key()
    else:
        fits = key in view.registry.rails.values()
    return row.public if fits else None


def _may_order(view: ProvenView, entry: Entry, order: Order, key: Key) -> bool:
    """Tell whether the scope of a mandate, which its wallet's own key signed, lets it give an order.

    What it had spent by then is nobody's signature but the sum of all its orders, which the audit adds up.
    """
    state = State(CRYPTO, None, view.registry)
    for subject in (object_of(order), *(() if key.scope is None else groups_of(key.scope))):
        if subject is not None and subject != order.name:
            state.objects.update(view.state_before(subject, entry.n).objects)
    state.keys[key.id] = key
    try:
        spend(order, state, key, entry.time)
    except NotAllowed:
        return False
    return True


def _knew(view: ProvenView, order: Order) -> bool:
    """Tell whether who acts on a secret knew it: its claim key stands in the order that made the object."""
    proof, about = getattr(order.body, "proof", None), object_of(order)
    if proof is None:
        return True
    if about is None:
        claim, about = order.body.public, order.name
    else:
        made = read_unchecked(view.entries_about(about)[0].order).body
        claim = getattr(made, "claim", None) or getattr(made, "audience", None)
    return isinstance(claim, str) and verify(claim, claim_message(about, str(order.wallet)), proof)
