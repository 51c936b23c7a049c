"""Joining somebody else's ledger."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.records import Profile
from paycli.domain.texts import clean_handle
from paycli.errors import CodeWrong, HandlePromised, NotALedger, OtherLedger
from paycli.services.engine.refusals import begun
from paycli.services.people.invitations import find_invite, use_invite
from paycli.services.people.opening import Opening, check_handle_free, check_handle_not_promised, open_wallet
from paycli.services.people.wallets import check_same_values
from paycli.services.reading.keys import operator_fingerprint
from paycli.services.reading.reader import reading

if TYPE_CHECKING:
    from paycli.domain.ports import App, Machine


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


def join(machine: Machine, address: str, typed: str, name: str | None, code: str | None, vault: str | None) -> Joined:
    """Open a wallet on a ledger that is there, and with an invitation's code be admitted at once.

    Raises OtherLedger when the address now holds another ledger than the one joined before, CodeWrong, HandleTaken.
    """
    handle = clean_handle(typed)
    ledger = check_place(machine, address, handle)
    profile, changed = _own(machine, ledger, handle), False
    if profile is None:
        profile, changed = _joining(machine, (address, ledger, handle), name, code, vault)
    with begun(_opened(handle)) if changed else nullcontext():
        return _enter(machine, profile, name, code, changed=changed)


def check_place(machine: Machine, address: str, handle: str) -> str:
    """Refuse what can be refused before anybody is asked for a code; gives the ledger's id.

    Raises NotALedger, OtherLedger, and HandleTaken where somebody else has the handle.
    """
    book = machine.book(address)
    try:
        with book.view() as view:
            ledger = view.registry.ledger
            if not ledger:
                raise NotALedger(path=address)
            for profile in machine.profiles():
                if profile.address == address and profile.ledger != ledger:
                    raise OtherLedger(
                        path=address,
                        theirs=ledger[:8],
                        ours=profile.ledger[:8],
                        ledger=profile.ledger,
                        other_ledger=ledger,
                    )
            check_handle_free(machine, view, ledger, handle)
            return ledger
    finally:
        book.close()


def _opened(handle: str) -> str:
    return f"The wallet @{handle} was opened"


def _enter(machine: Machine, profile: Profile, name: str | None, code: str | None, *, changed: bool) -> Joined:
    """Use a wallet that is there for the first time, or once more: by a code it is admitted."""
    app = machine.open(profile)
    with reading(app) as reader:
        admitted = reader.wallet(profile.wallet).admitted_n is not None
        if not changed:
            check_same_values(reader, profile, name)
    if code and not admitted:
        try:
            use_invite(app, code)
        except CodeWrong:
            # Another process that joins by the same code may have used it up, for this very wallet.
            with reading(app) as reader:
                if reader.wallet(profile.wallet).admitted_n is None:
                    raise
        else:
            changed = True
        admitted = True
    return _joined(app, admitted=admitted, changed=changed)


def _own(machine: Machine, ledger: str, handle: str) -> Profile | None:
    """Find the wallet that this account has on a ledger under a handle."""
    found = (profile for profile in machine.profiles() if (profile.ledger, profile.name) == (ledger, handle))
    return next(found, None)


def _joining(
    machine: Machine, where: tuple[str, str, str], name: str | None, code: str | None, vault: str | None
) -> tuple[Profile, bool]:
    """Open a wallet at an address, a ledger and a handle; tells whether it did, and not another process meanwhile."""
    address, ledger, handle = where
    _check_welcome(machine, where, code)
    chosen = machine.choose_vault(vault)
    machine.vault(chosen).unlock()
    with machine.alone():
        there = _own(machine, ledger, handle)
        if there is not None:
            return there, False
        _check_welcome(machine, where, code)
        opening = Opening(address=address, ledger=ledger, vault=chosen, handle=handle, name=name, shop=False)
        wallet = open_wallet(machine, opening)
        profile = Profile(
            name=handle,
            address=address,
            ledger=ledger,
            wallet=wallet,
            vault=chosen,
            operator=False,
            cards=(),
            default_card=None,
        )
        with begun(_opened(handle)):
            machine.save_profile(profile)
            machine.use_first(profile)
            machine.forget_pending_order(opening.slot)
        return profile, True


def _check_welcome(machine: Machine, where: tuple[str, str, str], code: str | None) -> None:
    """Look at handle and code before a wallet is opened, so that a mistyped code leaves nothing behind.

    Raises HandleTaken, HandlePromised, CodeWrong; nothing where this account has the wallet by now.
    """
    address, ledger, handle = where
    book = machine.proven_book(address, ledger)
    try:
        with book.view() as view:
            check_handle_free(machine, view, ledger, handle)
            invite = find_invite(max(machine.clock.now_ms(), view.head().time), view, code)[0].id if code else None
            check_handle_not_promised(machine, view, handle, invite)
    except (CodeWrong, HandlePromised):
        if _own(machine, ledger, handle) is None:
            raise
    finally:
        book.close()


def _joined(app: App, *, admitted: bool, changed: bool) -> Joined:
    profile = app.profile
    with reading(app) as reader:
        own = reader.fingerprint(profile.wallet)
        # By the way that init works, the first wallet is the operator's own.
        [first, *_] = reader.view.wallets(0, 1)
        operator = reader.handle(first.id) if first.admitted_n is not None else None
    return Joined(
        ledger=profile.ledger,
        address=profile.address,
        handle=f"@{profile.name}",
        wallet=profile.wallet,
        fingerprint=own,
        operator=operator,
        operator_fingerprint=operator_fingerprint(app.registry),
        admitted=admitted,
        vault=profile.vault,
        money=app.registry.money,
        changed=changed,
    )
