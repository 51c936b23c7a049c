"""The ledger itself and the parties on it: opening, wallets, invitations, admission, keys, rails and settings."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from paycli.domain.accounts import main_account
from paycli.domain.ids import claim_message, key_id
from paycli.domain.settings import SETTINGS
from paycli.domain.state import DONE, Changes, Key, LedgerObject, Needs, Wallet
from paycli.errors import (
    AlreadyAdmitted,
    AlreadyThere,
    ClockWrong,
    CodeWrong,
    CurrencyUnknown,
    InviteGone,
    KeyTaken,
    NotAdmitted,
    NotAllowed,
    NotFound,
    OrderMalformed,
    SandboxRefused,
    step,
)

if TYPE_CHECKING:
    from paycli.domain.orders import Order
    from paycli.domain.state import Place, State

OPERATOR = "operator"
CASH, SANDBOX = "cash", "sandbox"
CLOCK_TOLERANCE_MS = 5 * 60 * 1000


def rail_party(rail: str) -> str:
    """Name a rail as a party that owns a key; the cash rail is the operator (protocol, section 4)."""
    return OPERATOR if rail == CASH else f"rail:{rail}"


def admitted(state: State, wallet: str) -> Wallet:
    """Give a wallet that may take part; raises NotFound or NotAdmitted."""
    found = state.wallets.get(wallet)
    if found is None:
        raise NotFound(what="wallet", typed=wallet[:8], help=step("look_at_wallets"))
    if found.admitted_n is None:
        raise NotAdmitted(wallet=wallet)
    return found


def _new_key(state: State, public: str, party: str) -> Key:
    key = key_id(public)
    if key in state.keys:
        raise KeyTaken
    return Key(key, public, party, None)


# --- opening ---------------------------------------------------------------------------------------------------------
def decide_ledger_open(order: Order, state: State, place: Place) -> Changes:
    """Open the ledger: only as its very first entry; its id is cut from these bytes."""
    if place.n != 1 or state.registry.ledger:
        raise AlreadyThere(what="the ledger", help="")
    body = order.body
    rows = {
        "ledger": sha256(order.data).hexdigest()[:32],
        "money": body["money"],
        "zone": body["zone"],
        "admission": body["admission"],
        "default_currency": body["currencies"][0][0],
        f"rail:{CASH}": key_id(body["public"]),
    } | {f"currency:{code}": str(exponent) for code, exponent in body["currencies"]}
    return Changes(keys=(_new_key(state, body["public"], OPERATOR),), registry=tuple(rows.items()))


def wallet_of(data: bytes) -> str:
    """Name the wallet that an order wallet.open opens: the first 20 bytes of the hash of its bytes."""
    return sha256(data).hexdigest()[:40]


def needs_wallet_open(order: Order) -> Needs:
    """Name the key and the wallet that must not exist yet."""
    return Needs(keys=(key_id(order.body["public"]),), wallets=(wallet_of(order.data),))


def decide_wallet_open(order: Order, state: State, place: Place) -> Changes:
    """Open a wallet for the key that signed; under open admission that is admission too."""
    wallet = wallet_of(order.data)
    admitted_n = place.n if state.registry.admission == "open" else None
    return Changes(
        wallets=(Wallet(wallet, place.n, order.body["shop"], admitted_n),),
        keys=(_new_key(state, order.body["public"], wallet),),
    )


# --- admission -------------------------------------------------------------------------------------------------------
def decide_invite(order: Order, _state: State, place: Place) -> Changes:
    """Make an invitation that one newcomer may use while it lasts."""
    return Changes(objects=(LedgerObject.made(order, place, "invite", due=place.time + order.body["expires_ms"]),))


def needs_admit(order: Order) -> Needs:
    """Name the wallet and the invitation."""
    invite = order.body["invite"]
    return Needs(wallets=(order.body["wallet"],), objects=(invite,) if invite else ())


def decide_admit(order: Order, state: State, place: Place) -> Changes:
    """Admit a wallet, by the operator's word or by an invitation's proof, which binds this very wallet."""
    body = order.body
    wallet = state.wallets.get(body["wallet"])
    if wallet is None:
        raise NotFound(what="wallet", typed=body["wallet"][:8], help=step("look_at_wallets"))
    if wallet.admitted_n is not None:
        raise AlreadyAdmitted
    admitted_wallet = wallet._replace(admitted_n=place.n)
    if order.wallet is None:
        if body["invite"] is not None or body["proof"] is not None:
            raise NotAllowed(reason="The operator admits without an invitation")
        return Changes(wallets=(admitted_wallet,))
    if order.wallet != wallet.id:
        raise NotAllowed(reason="An invitation admits only the wallet that uses it")
    invite = state.objects.get(body["invite"] or "")
    if invite is None or invite.kind != "invite" or body["proof"] is None:
        raise CodeWrong
    if invite.is_over(place.time):
        raise InviteGone
    if not state.crypto.verify(invite.body["claim"], claim_message(invite.id, wallet.id), body["proof"]):
        raise CodeWrong
    used = invite._replace(taken=1, state=DONE, ended=place.time)
    return Changes(wallets=(admitted_wallet,), objects=(used,))


# --- keys ------------------------------------------------------------------------------------------------------------
def needs_key_add(order: Order) -> Needs:
    """Name the key that must not exist yet."""
    return Needs(keys=(key_id(order.body["public"]),))


def decide_key_add(order: Order, state: State, _place: Place) -> Changes:
    """Give the wallet another full key, which proves that its owner holds it."""
    message = claim_message(order.id, str(order.wallet))
    if not state.crypto.verify(order.body["public"], message, order.body["proof"]):
        raise NotAllowed(reason="The new key did not prove that it takes part")
    return Changes(keys=(_new_key(state, order.body["public"], str(order.wallet)),))


def needs_key_revoke(order: Order) -> Needs:
    """Name the key."""
    return Needs(keys=(order.body["key"],))


def decide_key_revoke(order: Order, state: State, place: Place) -> Changes:
    """Take one of the wallet's keys out of force; never the one that signs, so that nobody locks themselves out."""
    key = state.keys.get(order.body["key"])
    if key is None or key.party != order.wallet:
        raise NotFound(what="key", typed=order.body["key"][:8], help="")
    if key.id == order.key:
        raise NotAllowed(reason="A key cannot revoke itself")
    if key.revoked_n is not None:
        raise AlreadyThere(what="the revocation", help="")
    return Changes(keys=(key._replace(revoked_n=place.n),))


# --- what the operator sets ------------------------------------------------------------------------------------------
def needs_rail_admit(order: Order) -> Needs:
    """Name the rail's key."""
    return Needs(keys=(key_id(order.body["public"]),))


def decide_rail_admit(order: Order, state: State, _place: Place) -> Changes:
    """Let a rail move money over the edge; a ledger of real money never admits the sandbox, by name or by key."""
    rail, public, registry = order.body["rail"], order.body["public"], state.registry
    is_sandbox_key = public == state.crypto.sandbox_public(registry.ledger)
    if not registry.play and (rail == SANDBOX or is_sandbox_key):
        raise SandboxRefused
    if (rail == SANDBOX) != is_sandbox_key:
        raise NotAllowed(reason="The rail sandbox has the sandbox's key, and no other rail has it")
    if rail in registry.rails:
        raise AlreadyThere(what=f"the rail {rail}", help="")
    key = _new_key(state, public, rail_party(rail))
    return Changes(keys=(key,), registry=((f"rail:{rail}", key.id),))


def decide_setting(order: Order, state: State, _place: Place) -> Changes:
    """Set a limit, or with null give it back to the default of rule v1."""
    name, value = order.body["name"], order.body["value"]
    base, _, currency = name.partition(":")
    setting = SETTINGS.get(base)
    if setting is None or (currency != "" and not setting.of_currency):
        raise OrderMalformed(reason=f"there is no setting {name}")
    if setting.of_currency and currency not in state.registry.currencies:
        raise CurrencyUnknown(currency=currency or "none", known=", ".join(state.registry.currencies))
    return Changes(registry=((f"setting:{name}", "" if value is None else str(value)),))


def decide_currency_add(order: Order, state: State, _place: Place) -> Changes:
    """Add a currency; its decimals never change."""
    currency = order.body["currency"]
    if currency in state.registry.currencies:
        raise AlreadyThere(what=f"the currency {currency}", help="")
    return Changes(registry=((f"currency:{currency}", str(order.body["exponent"])),))


def needs_credit(order: Order) -> Needs:
    """Name the wallet and the account whose floor is set."""
    wallet, currency = order.body["wallet"], order.body["currency"]
    return Needs(accounts=(main_account(wallet, currency),), wallets=(wallet,))


def decide_credit(order: Order, state: State, _place: Place) -> Changes:
    """Let a wallet go below zero by so much."""
    wallet, currency = order.body["wallet"], order.body["currency"]
    admitted(state, wallet)
    if currency not in state.registry.currencies:
        raise CurrencyUnknown(currency=currency, known=", ".join(state.registry.currencies))
    return Changes(floors=((main_account(wallet, currency), -order.body["amount"]),))


def decide_clock(order: Order, _state: State, place: Place) -> Changes:
    """Set the ledger's time: the entry's own time is the clock's, and the order must agree with it."""
    if abs(order.body["now"] - place.time) > CLOCK_TOLERANCE_MS:
        raise ClockWrong(clock=str(place.time), last=str(order.body["now"]))
    return Changes()
