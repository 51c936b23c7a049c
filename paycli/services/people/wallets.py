"""Wallets of a ledger: new ones, invitations, admission, lists."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.codes import code_of_secret, secret_of_code
from paycli.domain.ids import key_id, uuid7
from paycli.domain.orders import UNTIL_MOST_MS, Order, Submission
from paycli.domain.records import PendingOrder, secret_entry
from paycli.domain.rules.people import wallet_of
from paycli.domain.state import Needs
from paycli.domain.texts import Text, clean_handle, clean_text, text_commitment
from paycli.errors import (
    AlreadyThere,
    CodeWrong,
    HandleTaken,
    NotFound,
    OrderExpired,
    PaycliError,
    SecretMissing,
    Usage,
    step,
)
from paycli.services.engine.admission import admit_wallet
from paycli.services.engine.clock import ledger_time
from paycli.services.engine.drafts import OPERATOR, WALLET
from paycli.services.engine.intents import Execution, Intent, carry_out
from paycli.services.engine.posting import post
from paycli.services.engine.signed_texts import handle_of, opening_handle, opening_of, text_of
from paycli.services.reading.keys import fingerprint_of
from paycli.signing import claim_proof, claim_seed, derive, public_of, sign_order

if TYPE_CHECKING:
    from typing import Any

    from paycli.domain.ports import App, Machine, View
    from paycli.domain.records import Profile
    from paycli.domain.state import LedgerObject, Wallet
    from paycli.services.engine.drafts import Draft

INVITE_EXPIRES_MS = 24 * 3600 * 1000
_whole_id = re.compile(r"[0-9a-f]{40}").fullmatch


class WalletShown(NamedTuple):
    """A wallet as everybody may see it: handle, display name, fingerprint, whether it is a shop and admitted."""

    id: str
    handle: str
    name: str | None
    fingerprint: str | None
    shop: bool
    admitted: bool
    here: bool


class WalletMade(NamedTuple):
    """A wallet that was opened on this account."""

    id: str
    handle: str
    fingerprint: str | None
    shop: bool
    admitted: bool
    vault: str
    profile: str
    changed: bool


class Invited(NamedTuple):
    """An invitation: the code is a secret that is shown once, `due` (ms) is when it dies."""

    id: str
    handle: str
    code: str
    due: int


# --- opening -------------------------------------------------------------------------------------------------------
def open_order(seed: bytes, ledger: str, handle: str, name: str | None, now_ms: int, *, shop: bool) -> PendingOrder:
    """Make the signed order that opens a wallet, ready to be kept before it is posted."""
    order_id, public = uuid7(now_ms, os.urandom(10)), public_of(seed)
    texts = [Text("handle", derive(seed, "handle", order_id).hex(), handle)]
    if name:
        texts.append(Text("name", derive(seed, "name", order_id).hex(), clean_text("name", name)))
    commitments = {text.field: text_commitment(text.salt, text.text) for text in texts}
    body = {"public": public, "handle": commitments["handle"], "name": commitments.get("name"), "shop": shop}
    order = Order.make(
        "wallet.open", body, id=order_id, at=now_ms, key=key_id(public), ledger=ledger, until=now_ms + UNTIL_MOST_MS
    )
    return PendingOrder(order.data, sign_order(seed, order), public, tuple(texts))


def kept_submission(pending: PendingOrder) -> Submission:
    """Make what goes to the door out of kept bytes."""
    return Submission(Order.parse(pending.order), pending.signature, pending.public, pending.texts)


def open_wallet(
    machine: Machine, address: str, ledger: str, vault: str, handle: str, name: str | None, *, shop: bool
) -> tuple[str, PendingOrder]:
    """Make a key, keep it and the opening order, post it, and give the wallet's id with the order.

    A retry after a kill finds the kept bytes and posts the same ones. Raises AlreadyThere where those are of another
    name or kind than is wanted now, and what the door raises.
    """
    slot = f"wallet-{ledger}-{handle}"
    pending = machine.pending_order(slot)
    if pending is not None and not _is_wished(pending, name, shop=shop):
        raise AlreadyThere(
            what=f"The wallet @{handle}, begun before with another name or as another kind,",
            help="type the command as it was then, to end what it began",
        )
    if pending is None:
        seed = os.urandom(32)
        pending = open_order(seed, ledger, handle, name, machine.clock.now_ms(), shop=shop)
        # The key first: bytes that are kept without their key would open a wallet that nobody can use.
        machine.vault(vault).set(secret_entry(ledger, wallet_of(pending.order)), seed)
        machine.keep_pending_order(slot, pending)
    else:
        require_secret(machine, vault, secret_entry(ledger, wallet_of(pending.order)))
    book = machine.book(address)
    try:
        outcome = post(book, machine.clock, [kept_submission(pending)]).outcomes[0]
    finally:
        book.close()
    if isinstance(outcome, OrderExpired):
        # Kept too long to be posted, so it never was and never will be: begin again.
        machine.forget_pending_order(slot)
        return open_wallet(machine, address, ledger, vault, handle, name, shop=shop)
    if isinstance(outcome, PaycliError):
        raise outcome
    return wallet_of(pending.order), pending


def _is_wished(pending: PendingOrder, name: str | None, *, shop: bool) -> bool:
    """Tell whether a kept opening is of what is wanted now; what was not said may be as it is."""
    named = next((text.text for text in pending.texts if text.field == "name"), None)
    same = name is None or clean_text("name", name) == named
    return same and (not shop or bool(Order.parse(pending.order).body["shop"]))


def require_secret(machine: Machine, vault: str, entry: str) -> None:
    """Raise SecretMissing where a key that was kept before is not in the vault that was chosen this time."""
    if machine.vault(vault).get(entry) is None:
        raise SecretMissing(entry=entry, vault=vault)


def check_handle_free(machine: Machine, view: View, ledger: str, handle: str) -> None:
    """Raise HandleTaken unless the handle is free, or was reserved by an opening that we were killed in."""
    owner, pending = view.handle_owner(handle), machine.pending_order(f"wallet-{ledger}-{handle}")
    if owner is not None and (pending is None or wallet_of(pending.order) != owner):
        raise HandleTaken(handle=handle)


def new(machine: Machine, app: App, typed: str, name: str | None, *, shop: bool) -> WalletMade:
    """Open another wallet on this account; admitted at once where the operator's key is at hand.

    Raises HandleInvalid, HandleTaken. Found with the same values it is left as it is (`changed` false), and with others
    AlreadyThere is raised.
    """
    handle, ledger = clean_handle(typed), app.profile.ledger
    slot = f"wallet-{ledger}-{handle}"
    if (there := _there(machine, app, handle, name, shop=shop)) is not None:
        return there
    # A vault that lacks a key is noticed before there is a wallet that it cannot admit.
    for party in (WALLET, OPERATOR) if app.profile.operator else (WALLET,):
        app.signing_seed(party)
    with machine.alone():
        # Another process of this account may have opened it by now.
        if (there := _there(machine, app, handle, name, shop=shop)) is not None:
            return there
        with app.book.view() as view:
            check_handle_free(machine, view, ledger, handle)
        wallet, _ = open_wallet(machine, app.profile.address, ledger, app.profile.vault, handle, name, shop=shop)
        profile = app.profile._replace(name=handle, wallet=wallet, cards=(), default_card=None)
        if app.profile.operator:
            admit_wallet(app, wallet)
        machine.save_profile(profile)
        machine.forget_pending_order(slot)
    return _made(machine, profile, changed=True)


def _there(machine: Machine, app: App, handle: str, name: str | None, *, shop: bool) -> WalletMade | None:
    """Give the wallet of a handle on this ledger that this account has already; raises AlreadyThere."""
    for profile in machine.profiles():
        if (profile.ledger, profile.name) == (app.profile.ledger, handle):
            with app.book.view() as view:
                check_same_values(view, profile, name, shop=shop)
            return _made(machine, profile, changed=False)
    return None


def check_same_values(view: View, profile: Profile, name: str | None, *, shop: bool = False) -> None:
    """Raise AlreadyThere where a wallet that is there is no shop, or has another name, than is asked for now."""
    row = view.load(Needs(wallets=(profile.wallet,))).wallets[profile.wallet]
    has = text_of(view, row.n, "name", opening_of(view, row)["body"])
    help_ = step("make_wallet")
    if shop and not row.shop:
        raise AlreadyThere(what=f"The wallet @{profile.name}, which is no shop,", help=help_)
    if name is not None and clean_text("name", name) != has:
        called = f"called {has}" if has else "without a name"
        raise AlreadyThere(what=f"The wallet @{profile.name}, {called},", help=help_)


def _made(machine: Machine, profile: Profile, *, changed: bool) -> WalletMade:
    book = machine.book(profile.address)
    try:
        with book.view() as view:
            row = view.load(Needs(wallets=(profile.wallet,))).wallets[profile.wallet]
            return WalletMade(
                profile.wallet, f"@{profile.name}", fingerprint_of(view, profile.wallet), row.shop,
                row.admitted_n is not None, profile.vault, profile.name, changed,
            )  # fmt: skip
    finally:
        book.close()


# --- lists ---------------------------------------------------------------------------------------------------------
def _described(app: App, view: View, row: Wallet) -> WalletShown:
    """Describe a wallet; its handle and name are checked against what was signed."""
    name = text_of(view, row.n, "name", opening_of(view, row)["body"])
    handle = handle_of(view, row.id) if row.admitted_n is not None else f"@{opening_handle(view, row)}"
    return WalletShown(
        row.id, handle, name, fingerprint_of(view, row.id), row.shop, row.admitted_n is not None,
        row.id == app.profile.wallet,
    )  # fmt: skip


def wallets(app: App) -> list[WalletShown]:
    """List the wallets of the ledger in the order in which they were opened."""
    with app.book.view() as view:
        return [_described(app, view, row) for row in view.wallets()]


def show(app: App, typed: str | None) -> WalletShown:
    """Show one wallet, the own one unless a handle is typed. Raises NotFound."""
    with app.book.view() as view:
        wallet = app.profile.wallet if typed is None else _by_handle(view, typed)
        return _described(app, view, view.load(Needs(wallets=(wallet,))).wallets[wallet])


def _by_handle(view: View, typed: str) -> str:
    """Find a wallet by handle, also one that is not admitted yet, or by its whole id.

    Raises NotFound, and Usage where several ask for the handle: whoever asks last must not be taken for the first.
    """
    if _whole_id(typed):
        if typed not in view.load(Needs(wallets=(typed,))).wallets:
            raise NotFound(what="wallet", typed=typed, help=step("look_at_wallets"))
        return typed
    handle = clean_handle(typed)
    owner = view.handle_owner(handle)
    if owner is not None and handle_of(view, owner) == f"@{handle}":
        return owner
    asking = [row.id for row in view.wallets() if row.admitted_n is None and opening_handle(view, row) == handle]
    if not asking:
        raise NotFound(what="wallet", typed=f"@{handle}", help=step("look_at_wallets"))
    if len(asking) > 1:
        them = ", ".join(f"{wallet} (key {fingerprint_of(view, wallet)})" for wallet in asking)
        raise Usage(
            problem=f"Nothing was done. {len(asking)} wallets ask for @{handle}: compare their keys with who asked",
            help=f"give the id instead of the handle: {them}",
        )
    return asking[0]


# --- admission -----------------------------------------------------------------------------------------------------
def invite(app: App, typed: str) -> Invited:
    """Make an invitation of 24 hours for a newcomer. Raises OperatorOnly, HandleInvalid, HandleTaken."""
    handle = clean_handle(typed)
    with app.book.view() as view:
        if view.handle_owner(handle) is not None:
            raise HandleTaken(handle=handle)
    secret = b""

    def body(draft: Draft) -> dict[str, Any]:
        nonlocal secret
        secret = draft.secret()
        return {"claim": public_of(claim_seed(secret)), "expires_ms": INVITE_EXPIRES_MS}

    posted = carry_out(app, Execution(), Intent("wallet.invite", body, party=OPERATOR))
    return Invited(posted.order.id, f"@{handle}", code_of_secret(secret), posted.time + INVITE_EXPIRES_MS)


def admit(app: App, typed: str) -> WalletShown:
    """Admit the wallet that asks for a handle. Raises OperatorOnly, NotFound, HandleTaken."""
    app.signing_seed(OPERATOR)
    with app.book.view() as view:
        wallet = _by_handle(view, typed)
    admit_wallet(app, wallet)
    return show(app, wallet)


def find_invite(app_time: int, view: View, code: str) -> tuple[LedgerObject, bytes]:
    """Find the open invitation that a typed code belongs to. Raises CodeWrong."""
    secret = secret_of_code(code)
    claim = public_of(claim_seed(secret))
    for item in view.objects_of(None, "invite", pending=True):
        if item.body["claim"] == claim and not item.is_over(app_time):
            return item, secret
    raise CodeWrong


def use_invite(app: App, code: str) -> None:
    """Admit the own wallet by an invitation's code. Raises CodeWrong, InviteGone, HandleTaken."""
    wallet = app.profile.wallet
    with app.book.view() as view:
        invite_item, secret = find_invite(ledger_time(app, view), view, code)
    body = {"wallet": wallet, "invite": invite_item.id, "proof": claim_proof(secret, invite_item.id, wallet)}
    carry_out(app, Execution(), Intent("wallet.admit", lambda _: body, key=f"admit {wallet}".encode()))
