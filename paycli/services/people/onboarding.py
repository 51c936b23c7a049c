"""Beginning a ledger of one's own."""

from __future__ import annotations

import os
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.bodies import LedgerOpenBody
from paycli.domain.client_orders import PendingOrder
from paycli.domain.ids import key_id, uuid7
from paycli.domain.orders import UNTIL_MOST_MS, Order
from paycli.domain.parties import SANDBOX
from paycli.domain.records import Profile, secret_entry
from paycli.domain.texts import clean_handle
from paycli.errors import AlreadyThere, LedgerMissing, OrderExpired, PaycliError, step
from paycli.services.engine.admission import admit_rail, admit_wallet
from paycli.services.engine.drafts import OPERATOR
from paycli.services.engine.posting import post
from paycli.services.engine.refusals import begun
from paycli.services.people.opening import Opening, open_wallet, pending_submission, require_secret
from paycli.services.people.wallets import check_same_values
from paycli.services.reading.keys import operator_fingerprint
from paycli.services.reading.reader import reading
from paycli.signing import fingerprint, public_of, sandbox_seed, sign_order

if TYPE_CHECKING:
    from paycli.domain.ports import Machine


class NewLedger(NamedTuple):
    """What `init` was told: the handle, the currency, play or real, and where and for whom."""

    handle: str
    currency: str
    money: str
    address: str
    group: str | None
    zone: str | None
    vault: str | None
    shop: bool
    name: str | None


class Begun(NamedTuple):
    """A ledger that was made, with its first wallet; `changed` false when it was there with the same values."""

    ledger: str
    address: str
    group: str | None
    money: str
    currency: str
    handle: str
    wallet: str
    operator_fingerprint: str
    vault: str
    changed: bool


def init(machine: Machine, new: NewLedger) -> Begun:
    """Make a ledger with its operator and its first wallet; a retry after a kill goes on where it stopped.

    Raises AlreadyThere when the ledger is there with other values, NoKeyring, PermissionRefused, HandleInvalid.
    """
    handle = clean_handle(new.handle)
    known = [profile for profile in machine.profiles() if profile.address == new.address]
    slot = _slot(new.address)
    pending = machine.pending_order(slot)
    if known and pending is None:
        return _found(machine, known, handle, new)
    used = machine.has_ledger(new.address) and not _is_empty(machine, new.address)
    if pending is None and used:
        raise _somebody_elses(new.address)
    if used:
        _check_shared(machine, new)
    if pending is not None and not _is_wished(pending, new):
        # Begun before with other values: what was posted stays what it is, what was not is begun anew.
        if used:
            raise _other_values(new.address, *_values(pending))
        machine.forget_pending_order(slot)
        pending = None
    vault = machine.choose_vault(new.vault)
    if pending is not None:
        require_secret(machine, vault, secret_entry(_ledger_of(pending.order), OPERATOR))
    pending = pending or _keep_ledger_open(machine, slot, vault, new)
    ledger = _post_ledger(machine, slot, pending, new.address, new.group)
    if ledger is None:
        return init(machine, new)
    opening = Opening(address=new.address, ledger=ledger, vault=vault, handle=handle, name=new.name, shop=new.shop)
    with begun("The ledger was made"):
        profile = _first_wallet(machine, opening, new.money, slot)
    return _begun(profile, new, fingerprint(key_id(pending.public)), changed=True)


def _first_wallet(machine: Machine, opening: Opening, money: str, slot: str) -> Profile:
    """Open the operator's own wallet, admit it, and on a play ledger the sandbox bank."""
    wallet = open_wallet(machine, opening)
    profile = Profile(
        name=opening.handle,
        address=opening.address,
        ledger=opening.ledger,
        wallet=wallet,
        vault=opening.vault,
        operator=True,
        cards=(),
        default_card=None,
    )
    machine.save_profile(profile)
    app = machine.open(profile)
    with reading(app) as reader:
        admitted = reader.wallet(wallet).admitted_n is not None
    if not admitted:
        admit_wallet(app, wallet)
    if money == "play":
        admit_rail(app, SANDBOX, public_of(sandbox_seed(opening.ledger)))
    machine.use_first(profile)
    # In this order: with the wallet's order gone and the ledger's there, a repeat would open another wallet.
    machine.forget_pending_order(slot)
    machine.forget_pending_order(opening.slot)
    return profile


def check_place(machine: Machine, address: str, *, would_ask: bool) -> None:
    """Refuse a ledger that is there and is not this account's, before anybody is asked.

    One that is this account's is refused too if `would_ask`: who gave all answers may repeat them. Raises AlreadyThere,
    and LedgerMissing where this account has a wallet on a ledger that is gone.
    """
    if machine.pending_order(_slot(address)):
        return
    known = [profile for profile in machine.profiles() if profile.address == address]
    if known and not machine.has_ledger(address):
        raise LedgerMissing(path=address, help=step("put_ledger_back"))
    if known and would_ask:
        names = ", ".join(f"@{profile.name}" for profile in known)
        raise AlreadyThere(what=f"Your ledger {address} ({names})", help=step("make_wallet_or_ledger"))
    if known:
        return
    if machine.has_ledger(address) and not _is_empty(machine, address):
        raise _somebody_elses(address)


def _somebody_elses(address: str) -> AlreadyThere:
    return AlreadyThere(what=f"A ledger at {address}", help=step("join", address=address))


def _slot(address: str) -> str:
    return "ledger-" + sha256(address.encode(errors="surrogateescape")).hexdigest()[:16]


def _keep_ledger_open(machine: Machine, slot: str, vault: str, new: NewLedger) -> PendingOrder:
    """Make the operator's key and the order that opens the ledger, and keep both before anything is made."""
    seed, now_ms = os.urandom(32), machine.clock.now_ms()
    public = public_of(seed)
    body = LedgerOpenBody(
        public=public,
        currencies=((new.currency, machine.exponent_of(new.currency)),),
        zone=new.zone or machine.zone(),
        money=new.money,
        admission=OPERATOR,
    )
    order = Order.make(
        "ledger.open",
        body,
        id=uuid7(now_ms, os.urandom(10)),
        at=now_ms,
        key=key_id(public),
        ledger=None,
        until=now_ms + UNTIL_MOST_MS,
    )
    pending = PendingOrder(order.data, sign_order(seed, order), public, ())
    machine.vault(vault).set(secret_entry(_ledger_of(order.data), OPERATOR), seed)
    machine.keep_pending_order(slot, pending)
    return pending


def _is_empty(machine: Machine, address: str) -> bool:
    """Tell whether a ledger's file has no entry yet: somebody was killed between making it and opening it."""
    try:
        book = machine.book(address)
    except PaycliError:
        return False
    try:
        with book.view() as view:
            return view.head().size == 0
    finally:
        book.close()


def _check_shared(machine: Machine, new: NewLedger) -> None:
    """Refuse to say "only you" of a ledger that a group shares, or to name a group that cannot reach it."""
    shared = machine.ledger_file(new.address).shared
    if shared != (new.group is not None):
        raise AlreadyThere(
            what=f"A ledger at {new.address} that {'a group shares' if shared else 'nobody shares'}",
            help=step("name_group_of_ledger") if shared else step("name_other_ledger"),
        )


def _values(pending: PendingOrder) -> tuple[str, str]:
    """Give the kind of money and the first currency of a kept opening."""
    body: LedgerOpenBody = Order.parse(pending.order).body
    return body.money, body.currencies[0][0]


def _is_wished(pending: PendingOrder, new: NewLedger) -> bool:
    return _values(pending) == (new.money, new.currency)


def _other_values(address: str, money: str, currency: str) -> AlreadyThere:
    return AlreadyThere(what=f"A ledger at {address} of {money} money in {currency}", help=step("name_other_ledger"))


def _ledger_of(data: bytes) -> str:
    return sha256(data).hexdigest()[:32]


def _post_ledger(machine: Machine, slot: str, pending: PendingOrder, address: str, group: str | None) -> str | None:
    """Make the file and post its first entry; None when the kept order grew too old, so that all begins again."""
    if not machine.has_ledger(address):
        machine.create_ledger(address, group)
    book = machine.book(address)
    try:
        outcome = post(book, machine.clock, [pending_submission(pending)]).outcomes[0]
        if isinstance(outcome, OrderExpired):
            machine.forget_pending_order(slot)
            return None
        if isinstance(outcome, PaycliError):
            raise outcome
        return _ledger_of(pending.order)
    finally:
        book.close()


def _found(machine: Machine, known: list[Profile], handle: str, new: NewLedger) -> Begun:
    """Answer a repeat of init: the same values are no error, other values are a conflict."""
    profile = next((each for each in known if each.name == handle and each.operator), None)
    if profile is None:
        raise AlreadyThere(what=f"A ledger at {new.address} with another wallet", help=step("make_wallet"))
    _check_shared(machine, new)
    app = machine.open(profile)
    registry = app.registry
    if (registry.money, registry.default_currency) != (new.money, new.currency):
        raise _other_values(new.address, registry.money, registry.default_currency)
    if new.zone not in {None, registry.zone}:
        raise AlreadyThere(
            what=f"A ledger at {new.address} in the time zone {registry.zone}", help=step("name_other_ledger")
        )
    with reading(app) as reader:
        check_same_values(reader, profile, new.name, shop=new.shop)
    return _begun(profile, new, operator_fingerprint(registry), changed=False)


def _begun(profile: Profile, new: NewLedger, operator: str, *, changed: bool) -> Begun:
    return Begun(
        ledger=profile.ledger,
        address=profile.address,
        group=new.group,
        money=new.money,
        currency=new.currency,
        handle=f"@{profile.name}",
        wallet=profile.wallet,
        operator_fingerprint=operator,
        vault=profile.vault,
        changed=changed,
    )
