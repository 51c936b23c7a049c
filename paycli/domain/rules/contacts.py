"""What a wallet lets others do with it: whom it blocks, whom it trusts, and what strangers may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.asking_kinds import ASKED, CHOICES, RECEIVE
from paycli.domain.rules.people import admitted
from paycli.domain.rules.rule import Rule, nothing
from paycli.domain.shapes import WALLETS_MOST
from paycli.domain.state import Changes, Needs
from paycli.errors import AlreadyThere, NotAllowed, SelfPayment, TooManyWallets, WantsToBeAsked, step

if TYPE_CHECKING:
    from paycli.domain import asking_bodies, bodies
    from paycli.domain.orders import Order
    from paycli.domain.state import Place, State, Wallet


def refuse_unasked(state: State, payee: str, payer: str) -> None:
    """Refuse to pay at once a wallet that wants to be asked by whom it does not trust; raises WantsToBeAsked."""
    found = state.wallets.get(payee)
    if found is not None and wants_to_be_asked(found, payer):
        raise WantsToBeAsked(wallet=payee)


def wants_to_be_asked(payee: Wallet, payer: str) -> bool:
    """Tell whether a payer is a stranger to a wallet that lets no stranger pay it at once."""
    return payee.receive == ASKED and payer not in payee.trusted


# --- blocking and trusting -------------------------------------------------------------------------------------------
def needs_other(order: Order[bodies.ContactBlockBody | asking_bodies.ContactTrustBody]) -> Needs:
    """Name the wallet that is blocked or trusted, or not any more."""
    return Needs(wallets=(order.body.wallet,))


def decide_block(order: Order[bodies.ContactBlockBody], state: State, _place: Place) -> Changes:
    """Let a wallet neither send to the own one nor take from its envelopes, or let it again."""
    own = state.wallets[str(order.wallet)]
    blocked = _changed(order.body.wallet, own.blocked, state, own, joins=order.body.blocked)
    return Changes(wallets=(own._replace(blocked=blocked),))


def decide_trust(order: Order[asking_bodies.ContactTrustBody], state: State, _place: Place) -> Changes:
    """Trust a wallet, or no longer."""
    own = state.wallets[str(order.wallet)]
    trusted = _changed(order.body.wallet, own.trusted, state, own, joins=order.body.trusted)
    return Changes(wallets=(own._replace(trusted=trusted),))


def _changed(other: str, listed: tuple[str, ...], state: State, own: Wallet, *, joins: bool) -> tuple[str, ...]:
    """Give a list of wallets with one more or less; raises SelfPayment, AlreadyThere, TooManyWallets."""
    if other == own.id:
        raise SelfPayment
    admitted(state, other)
    if (other in listed) == joins:
        raise AlreadyThere(what="That", help=step("look_at_contacts"))
    changed = (*listed, other) if joins else tuple(each for each in listed if each != other)
    if len(changed) > WALLETS_MOST:
        raise TooManyWallets(limit=WALLETS_MOST)
    return changed


# --- what strangers may do -------------------------------------------------------------------------------------------
def decide_set(order: Order[asking_bodies.WalletSetBody], state: State, _place: Place) -> Changes:
    """Set what strangers may do with the own wallet."""
    own, name = state.wallets[str(order.wallet)], order.body.name
    first, *others = CHOICES[name]
    if order.body.value not in {None, first, *others}:
        raise NotAllowed(reason=f"A wallet's {name} is one of {', '.join(CHOICES[name])}")
    value = None if order.body.value == first else order.body.value
    return Changes(wallets=(own._replace(receive=value) if name == RECEIVE else own._replace(requests=value),))


RULES = {
    "contact.block": Rule(needs_other, decide_block),
    "contact.trust": Rule(needs_other, decide_trust),
    "wallet.set": Rule(nothing, decide_set),
}
