"""People on the ledger: their wallets, invitations and admission, and their keys."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from paycli.domain.ids import claim_message, key_id
from paycli.domain.lives import INVITE, as_invite
from paycli.domain.rules.rule import Rule, nothing
from paycli.domain.scopes import groups_of
from paycli.domain.settings import MOST_JOIN_REQUESTS, limit_of
from paycli.domain.state import DONE, Changes, Key, LedgerObject, Needs, Wallet
from paycli.errors import (
    AlreadyAdmitted,
    AlreadyThere,
    CodeWrong,
    InviteGone,
    JoinRequestOver,
    KeyTaken,
    MandateKind,
    NotAdmitted,
    NotAllowed,
    NotFound,
    TooManyJoinRequests,
    step,
)

if TYPE_CHECKING:
    from paycli.domain import bodies, key_bodies
    from paycli.domain.orders import Order
    from paycli.domain.scopes import Scope
    from paycli.domain.state import Place, State


ASKS_MS = 7 * 24 * 3600 * 1000
"""For how long a request to join is open: seven days of ledger time."""


def admitted(state: State, wallet: str) -> Wallet:
    """Give a wallet that may take part; raises NotFound or NotAdmitted."""
    found = state.wallets.get(wallet)
    if found is None:
        raise NotFound(what="wallet", typed=wallet[:8], help=step("look_at_wallets"))
    if found.admitted_n is None:
        raise NotAdmitted(wallet=wallet)
    return found


def new_key(state: State, public: str, party: str, scope: Scope | None = None) -> Key:
    """Give the record of a key for its party, with a scope that of a mandate; raises KeyTaken."""
    key = key_id(public)
    if key in state.keys:
        raise KeyTaken(key_id=key)
    return Key(key, public, party, None, scope)


def wallet_of(data: bytes) -> str:
    """Name the wallet that an order wallet.open opens: the first 20 bytes of the hash of its bytes."""
    return sha256(data).hexdigest()[:40]


def needs_wallet_open(order: Order[bodies.WalletOpenBody]) -> Needs:
    """Name the key and the wallet that must not exist yet."""
    return Needs(keys=(key_id(order.body.public),), wallets=(wallet_of(order.data),), asking=(True,))


def decide_wallet_open(order: Order[bodies.WalletOpenBody], state: State, place: Place) -> Changes:
    """Open a wallet for the key that signed; under open admission that is admission too, else it asks for a while."""
    wallet = wallet_of(order.data)
    opened = Wallet(wallet, place.n, order.body.shop, None)
    if state.registry.admission == "open":
        opened = opened._replace(admitted_n=place.n)
    else:
        _check_asking(state, place.time)
        opened = opened._replace(asks_until=place.time + ASKS_MS)
    return Changes(wallets=(opened,), keys=(new_key(state, order.body.public, wallet),))


def _check_asking(state: State, time: int) -> None:
    """Refuse one more request to join than the limit: anybody with the file can write them."""
    most = limit_of(state.registry, MOST_JOIN_REQUESTS)
    if most is not None and sum(time < until for until in state.asking.values()) >= most:
        raise TooManyJoinRequests(limit=most)


# --- admission -------------------------------------------------------------------------------------------------------
def decide_invite(order: Order[bodies.WalletInviteBody], _state: State, place: Place) -> Changes:
    """Make an invitation that one newcomer may use while it lasts."""
    return Changes(
        objects=(LedgerObject.made(order, place, INVITE, detail=None, due=place.time + order.body.expires_ms),)
    )


def needs_admit(order: Order[bodies.WalletAdmitBody]) -> Needs:
    """Name the wallet and the invitation."""
    invite = order.body.invite
    return Needs(wallets=(order.body.wallet,), objects=(invite,) if invite else ())


def decide_admit(order: Order[bodies.WalletAdmitBody], state: State, place: Place) -> Changes:
    """Admit a wallet, by the operator's word or by an invitation's proof, which binds this very wallet."""
    body = order.body
    wallet = state.wallets.get(body.wallet)
    if wallet is None:
        raise NotFound(what="wallet", typed=body.wallet[:8], help=step("look_at_wallets"))
    if wallet.admitted_n is not None:
        raise AlreadyAdmitted(wallet=wallet.id)
    admitted_wallet = wallet._replace(admitted_n=place.n, asks_until=None)
    if order.wallet is None:
        if body.invite is not None or body.proof is not None:
            raise NotAllowed(reason="The operator admits without an invitation")
        if not wallet.is_asking(place.time):
            raise JoinRequestOver(wallet=wallet.id)
        return Changes(wallets=(admitted_wallet,))
    if order.wallet != wallet.id:
        raise NotAllowed(reason="An invitation admits only the wallet that uses it")
    invite = as_invite(state.objects.get(body.invite or ""))
    if invite is None or body.proof is None:
        raise CodeWrong
    if invite.is_over(place.time):
        raise InviteGone(of=invite.id)
    if not state.crypto.verify(invite.body.claim, claim_message(invite.id, wallet.id), body.proof):
        raise CodeWrong
    used = invite._replace(state=DONE, ended=place.time)
    return Changes(wallets=(admitted_wallet,), objects=(used,))


def needs_reject(order: Order[bodies.WalletRejectBody]) -> Needs:
    """Name the wallet."""
    return Needs(wallets=(order.body.wallet,))


def decide_reject(order: Order[bodies.WalletRejectBody], state: State, place: Place) -> Changes:
    """End a request to join that is open; an invitation lets the wallet in all the same."""
    wallet = state.wallets.get(order.body.wallet)
    if wallet is None:
        raise NotFound(what="wallet", typed=order.body.wallet[:8], help=step("look_at_wallets"))
    if wallet.admitted_n is not None:
        raise AlreadyAdmitted(wallet=wallet.id)
    if not wallet.is_asking(place.time):
        raise JoinRequestOver(wallet=wallet.id)
    return Changes(wallets=(wallet._replace(asks_until=None),))


def decide_rename(_order: Order[bodies.WalletRenameBody], _state: State, _place: Place) -> Changes:
    """Change nothing: the newest name that an order of the wallet commits to is its display name."""
    return Changes()


# --- keys ------------------------------------------------------------------------------------------------------------
def needs_key_add(order: Order[key_bodies.KeyAddBody]) -> Needs:
    """Name the key that must not exist yet; for a mandate those in force, and the groups that it may pay."""
    scope = order.body.scope
    return Needs(
        keys=(key_id(order.body.public),),
        # An order of the same group of orders may be given by the new mandate already.
        objects=() if scope is None else groups_of(scope),
        mandates=() if scope is None else (str(order.wallet),),
    )


def decide_key_add(order: Order[key_bodies.KeyAddBody], state: State, _place: Place) -> Changes:
    """Give the wallet another key, which proves that its owner holds it; a mandate's name is free until revoked."""
    scope, wallet = order.body.scope, str(order.wallet)
    message = claim_message(order.name, wallet)
    if not state.crypto.verify(order.body.public, message, order.body.proof):
        raise NotAllowed(reason="The new key did not prove that it takes part")
    if scope is not None and any(
        key.scope is not None and (key.party, key.revoked_n, key.scope.name) == (wallet, None, scope.name)
        for key in state.keys.values()
    ):
        raise AlreadyThere(what=f"The mandate {scope.name}", help=step("revoke_mandate", name=scope.name))
    return Changes(keys=(new_key(state, order.body.public, wallet, scope),))


def needs_key_revoke(order: Order[key_bodies.KeyRevokeBody]) -> Needs:
    """Name the key."""
    return Needs(keys=(order.body.key,))


def decide_key_revoke(order: Order[key_bodies.KeyRevokeBody], state: State, place: Place) -> Changes:
    """Take one of the wallet's keys out of force; never the one that signs, so that nobody locks themselves out.

    A mandate takes out itself and no other key.
    """
    key, signer = state.keys.get(order.body.key), state.keys.get(str(order.key))
    if key is None or key.party != order.wallet:
        raise NotFound(what="key", typed=order.body.key[:8], help="")
    if signer is not None and signer.scope is not None:
        if key.id != signer.id:
            raise MandateKind(mandate=signer.scope.name, kind=order.kind, granted="revoke itself")
    elif key.id == order.key:
        raise NotAllowed(reason="A key cannot revoke itself")
    if key.revoked_n is not None:
        raise AlreadyThere(what="The revocation", help="")
    return Changes(keys=(key._replace(revoked_n=place.n),))


RULES = {
    "wallet.open": Rule(needs_wallet_open, decide_wallet_open),
    "wallet.invite": Rule(nothing, decide_invite),
    "wallet.reject": Rule(needs_reject, decide_reject),
    "wallet.rename": Rule(nothing, decide_rename),
    "wallet.admit": Rule(needs_admit, decide_admit),
    "key.add": Rule(needs_key_add, decide_key_add),
    "key.revoke": Rule(needs_key_revoke, decide_key_revoke),
}
