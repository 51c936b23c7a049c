"""Beginning: a ledger of one's own, or joining somebody else's."""

from __future__ import annotations

import os
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.ids import uuid7
from paycli.domain.merkle import root_of
from paycli.domain.orders import UNTIL_MOST_MS, Order, Seen
from paycli.domain.records import Kept, Profile, secret_entry
from paycli.domain.rules.people import SANDBOX
from paycli.domain.state import Needs
from paycli.domain.texts import clean_handle
from paycli.errors import AlreadyThere, NotALedger, OrderExpired, OtherLedger, PaycliError
from paycli.services.engine.intents import OPERATOR, Draft, remember, submit
from paycli.services.engine.posting import post
from paycli.services.payments.transfers import fingerprint_of
from paycli.services.people.wallets import (
    admit_wallet,
    check_handle_free,
    check_same_values,
    find_invite,
    kept_submission,
    open_wallet,
    require_secret,
    use_invite,
)
from paycli.services.reading.names import handle_of, opening_of
from paycli.signing import fingerprint, key_id, public_of, sandbox_seed, sign_order

if TYPE_CHECKING:
    from paycli.domain.ports import App, Machine
    from paycli.domain.state import Registry


class Wish(NamedTuple):
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


class Joined(NamedTuple):
    """A wallet on somebody else's ledger: admitted, or waiting for the operator."""

    ledger: str
    address: str
    handle: str
    wallet: str
    fingerprint: str | None
    operator: str | None
    operator_fingerprint: str
    admitted: bool
    vault: str
    money: str
    changed: bool


class Identity(NamedTuple):
    """Who this command line is, and why."""

    profile: Profile
    why: str
    handle: str
    fingerprint: str | None
    admitted: bool
    shop: bool
    money: str
    known: tuple[str, ...]


# --- init -----------------------------------------------------------------------------------------------------------
def init(machine: Machine, wish: Wish) -> Begun:
    """Make a ledger with its operator and its first wallet; a retry after a kill goes on where it stopped.

    Raises AlreadyThere when the ledger is there with other values, NoKeyring, PermissionRefused, HandleInvalid.
    """
    handle = clean_handle(wish.handle)
    known = [profile for profile in machine.profiles() if profile.address == wish.address]
    place = "ledger-" + sha256(wish.address.encode()).hexdigest()[:16]
    kept = machine.kept(place)
    if known and kept is None:
        return _found(machine, known, handle, wish)
    used = machine.has_ledger(wish.address) and not _is_empty(machine, wish.address)
    if kept is None and used:
        raise AlreadyThere(what=f"A ledger at {wish.address}", help=f"paycli join {wish.address}")
    if used:
        _check_shared(machine, wish)
    if kept is not None and not _is_wished(kept, wish):
        # Begun before with other values: what was posted stays what it is, what was not is begun anew.
        if used:
            raise _other_values(wish.address, *_values(kept))
        machine.forget(place)
        kept = None
    vault = machine.choose_vault(wish.vault)
    if kept is not None:
        require_secret(machine, vault, secret_entry(_ledger_of(kept.order), OPERATOR))
    kept = kept or _keep_ledger_open(machine, place, vault, wish)
    ledger = _post_ledger(machine, place, kept, wish.address, wish.group)
    if ledger is None:
        return init(machine, wish)
    wallet, _ = open_wallet(machine, wish.address, ledger, vault, handle, wish.name, shop=wish.shop)
    profile = Profile(handle, wish.address, ledger, wallet, vault, operator=True, cards=(), default_card=None)
    machine.save_profile(profile)
    app = machine.open(profile)
    with app.book.view() as view:
        admitted = view.load(Needs(wallets=(wallet,))).wallets[wallet].admitted_n is not None
    if not admitted:
        admit_wallet(app, wallet)
    if wish.money == "play":
        admit_rail(app, SANDBOX, public_of(sandbox_seed(ledger)))
    machine.use(profile)
    # In this order: with the wallet's order gone and the ledger's there, a repeat would open another wallet.
    machine.forget(place)
    machine.forget(f"wallet-{ledger}-{handle}")
    return _begun(profile, wish, fingerprint(key_id(kept.public)), changed=True)


def admit_rail(app: App, rail: str, public: str) -> None:
    """Let a rail move money; posted once, whatever the retries."""
    draft = Draft(app, "rail.admit", party=OPERATOR, key=f"rail {rail}".encode())
    submit(app, draft.sign({"rail": rail, "public": public}))


def _keep_ledger_open(machine: Machine, place: str, vault: str, wish: Wish) -> Kept:
    """Make the operator's key and the order that opens the ledger, and keep both before anything is made."""
    seed, now_ms = os.urandom(32), machine.clock.now_ms()
    public = public_of(seed)
    body = {
        "public": public,
        "currencies": [[wish.currency, machine.exponent_of(wish.currency)]],
        "zone": wish.zone or machine.zone(),
        "money": wish.money,
        "admission": "operator",
    }
    order = Order.make(
        "ledger.open", body, id=uuid7(now_ms, os.urandom(10)), at=now_ms, key=key_id(public), ledger=None,
        until=now_ms + UNTIL_MOST_MS,
    )  # fmt: skip
    kept = Kept(order.data, sign_order(seed, order), public, ())
    machine.vault(vault).set(secret_entry(_ledger_of(order.data), OPERATOR), seed)
    machine.keep(place, kept)
    return kept


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


def _check_shared(machine: Machine, wish: Wish) -> None:
    """Refuse to say "only you" of a ledger that a group shares, or to name a group that cannot reach it."""
    shared = machine.ledger_file(wish.address).shared
    if shared != (wish.group is not None):
        raise AlreadyThere(
            what=f"A ledger at {wish.address} that {'a group shares' if shared else 'nobody shares'}",
            help="name its group with --share" if shared else "name another file with --ledger",
        )


def _values(kept: Kept) -> tuple[str, str]:
    """Give the kind of money and the first currency of a kept opening."""
    body = Order.parse(kept.order).body
    return body["money"], body["currencies"][0][0]


def _is_wished(kept: Kept, wish: Wish) -> bool:
    return _values(kept) == (wish.money, wish.currency)


def _other_values(address: str, money: str, currency: str) -> AlreadyThere:
    return AlreadyThere(
        what=f"A ledger at {address} of {money} money in {currency}", help="name another file with --ledger"
    )


def _ledger_of(data: bytes) -> str:
    return sha256(data).hexdigest()[:32]


def _post_ledger(machine: Machine, place: str, kept: Kept, address: str, group: str | None) -> str | None:
    """Make the file and post its first entry; None when the kept order grew too old, so that all begins again."""
    if not machine.has_ledger(address):
        machine.create_ledger(address, group)
    book = machine.book(address)
    try:
        outcome = post(book, machine.clock, [kept_submission(kept)]).outcomes[0]
        if isinstance(outcome, OrderExpired):
            machine.forget(place)
            return None
        if isinstance(outcome, PaycliError):
            raise outcome
        return _ledger_of(kept.order)
    finally:
        book.close()


def _found(machine: Machine, known: list[Profile], handle: str, wish: Wish) -> Begun:
    """Answer a repeat of init: the same values are no error, other values are a conflict."""
    profile = next((each for each in known if each.name == handle and each.operator), None)
    if profile is None:
        raise AlreadyThere(what=f"A ledger at {wish.address} with another wallet", help="paycli wallet new HANDLE")
    _check_shared(machine, wish)
    app = machine.open(profile)
    registry = app.registry
    if (registry.money, registry.default_currency) != (wish.money, wish.currency):
        raise _other_values(wish.address, registry.money, registry.default_currency)
    if wish.zone not in {None, registry.zone}:
        raise AlreadyThere(
            what=f"A ledger at {wish.address} in the time zone {registry.zone}", help="name another file with --ledger"
        )
    with app.book.view() as view:
        check_same_values(view, profile, wish.name, shop=wish.shop)
    return _begun(profile, wish, operator_fingerprint(registry), changed=False)


def _begun(profile: Profile, wish: Wish, operator: str, *, changed: bool) -> Begun:
    return Begun(
        profile.ledger, profile.address, wish.group, wish.money, wish.currency, f"@{profile.name}", profile.wallet,
        operator, profile.vault, changed,
    )  # fmt: skip


def operator_fingerprint(registry: Registry) -> str:
    """Give the fingerprint of the operator's key, which is also the cash rail's."""
    return fingerprint(registry.rails["cash"])


# --- join -----------------------------------------------------------------------------------------------------------
def join(machine: Machine, address: str, typed: str, name: str | None, code: str | None, vault: str | None) -> Joined:
    """Open a wallet on a ledger that is there, and with an invitation's code be admitted at once.

    Raises OtherLedger when the address now holds another ledger than the one joined before, CodeWrong, HandleTaken.
    """
    handle = clean_handle(typed)
    book = machine.book(address)
    try:
        with book.view() as view:
            registry = view.registry
    finally:
        book.close()
    ledger = registry.ledger
    if not ledger:
        raise NotALedger(path=address)
    for profile in machine.profiles():
        if profile.address == address and profile.ledger != ledger:
            raise OtherLedger(path=address, theirs=ledger[:8], ours=profile.ledger[:8])
    profile, changed = _joining(machine, (address, ledger, handle), name, code, vault)
    app = machine.open(profile)
    with app.book.view() as view:
        admitted = view.load(Needs(wallets=(profile.wallet,))).wallets[profile.wallet].admitted_n is not None
        head = view.head()
        if not changed:
            check_same_values(view, profile, name)
    if changed:
        # Opening the wallet was the first own commit: from now on an older copy of this ledger is noticed.
        remember(app, Seen(head.size, root_of(head.frontier).hex()))
    if code and not admitted:
        use_invite(app, code)
        admitted, changed = True, True
    return _joined(app, admitted=admitted, changed=changed)


def _joining(
    machine: Machine, where: tuple[str, str, str], name: str | None, code: str | None, vault: str | None
) -> tuple[Profile, bool]:
    """Find the wallet that this account has at an address, a ledger and a handle, or open one; tells if it did."""
    address, ledger, handle = where
    book = machine.book(address)
    try:
        with book.view() as view:
            for profile in machine.profiles():
                if (profile.ledger, profile.name) == (ledger, handle):
                    return profile, False
            # Both are looked at before a wallet is opened, so that a mistyped code leaves nothing behind.
            check_handle_free(machine, view, ledger, handle)
            if code:
                find_invite(max(machine.clock.now_ms(), view.head().time), view, code)
    finally:
        book.close()
    chosen = machine.choose_vault(vault)
    wallet, _ = open_wallet(machine, address, ledger, chosen, handle, name, shop=False)
    profile = Profile(handle, address, ledger, wallet, chosen, operator=False, cards=(), default_card=None)
    machine.save_profile(profile)
    machine.use(profile)
    machine.forget(f"wallet-{ledger}-{handle}")
    return profile, True


def _joined(app: App, *, admitted: bool, changed: bool) -> Joined:
    profile = app.profile
    with app.book.view() as view:
        own = fingerprint_of(view, profile.wallet)
        # By the way that init works, the first wallet is the operator's own.
        first = view.wallets()[0]
        operator = handle_of(view, first.id) if first.admitted_n is not None else None
    return Joined(
        profile.ledger, profile.address, f"@{profile.name}", profile.wallet, own, operator,
        operator_fingerprint(app.registry), admitted, profile.vault, app.registry.money, changed,
    )  # fmt: skip


# --- whoami ---------------------------------------------------------------------------------------------------------
def whoami(app: App, why: str, known: tuple[str, ...]) -> Identity:
    """Say which wallet acts, and why it was chosen."""
    profile = app.profile
    with app.book.view() as view:
        row = view.load(Needs(wallets=(profile.wallet,))).wallets[profile.wallet]
        key = opening_of(view, row)["key"]
    return Identity(
        profile, why, f"@{profile.name}", fingerprint(key), row.admitted_n is not None, row.shop,
        app.registry.money, known,
    )  # fmt: skip
