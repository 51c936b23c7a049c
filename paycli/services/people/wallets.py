"""Wallets of a ledger: new ones, lists, and finding one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.asking_kinds import RECEIVE, REQUESTS
from paycli.domain.bodies import WalletRenameBody
from paycli.domain.lives import WALLET_RENAMED_BY
from paycli.domain.state import Needs
from paycli.domain.texts import clean_handle, clean_text
from paycli.errors import (
    AlreadyThere,
    NotFound,
    Usage,
    step,
)
from paycli.services.engine.admission import admit_wallet
from paycli.services.engine.drafts import OPERATOR, WALLET
from paycli.services.engine.intents import Execution, Intent, carry_out
from paycli.services.engine.refusals import begun
from paycli.services.engine.signed_texts import opening_handle, wallet_name
from paycli.services.people.choices import chosen
from paycli.services.people.opening import Opening, check_handle_free, check_handle_not_promised, open_wallet
from paycli.services.reading.around_orders import before_posting
from paycli.services.reading.names import is_group
from paycli.services.reading.pages import Page, Part, page_of
from paycli.services.reading.pages import wallets as opened
from paycli.services.reading.reader import Reader, reading

if TYPE_CHECKING:
    from paycli.domain.ports import App, Machine
    from paycli.domain.records import Profile
    from paycli.domain.state import Wallet

_whole_id = re.compile(r"[0-9a-f]{40}").fullmatch


class WalletShown(NamedTuple):
    """A wallet as everybody may see it: handle, display name, fingerprint, whether it is a shop and admitted.

    Entry `n` opened it. `receive` and `requests` are what it lets strangers do.
    """

    n: int
    id: str
    handle: str
    name: str | None
    fingerprint: str | None
    shop: bool
    admitted: bool
    asks: bool
    here: bool
    receive: str
    requests: str


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


def new(machine: Machine, app: App, typed: str, name: str | None, *, shop: bool) -> WalletMade:
    """Open another wallet on this account; admitted at once where the operator's key is at hand.

    Raises HandleInvalid, HandleTaken. Found with the same values it is left as it is (`changed` false), and with others
    AlreadyThere is raised.
    """
    handle, ledger = clean_handle(typed), app.profile.ledger
    opening = Opening(
        address=app.profile.address, ledger=ledger, vault=app.profile.vault, handle=handle, name=name, shop=shop
    )
    if (there := _there(machine, app, handle, name, shop=shop)) is not None:
        return there
    if name:
        clean_text("name", name)
    with reading(app) as reader:
        check_handle_free(machine, reader.view, ledger, handle)
        check_handle_not_promised(machine, reader.view, handle)
    # A vault that lacks a key is noticed before there is a wallet that it cannot admit.
    for party in (WALLET, OPERATOR) if app.profile.operator else (WALLET,):
        app.signing_seed(party)
    with machine.alone():
        # Another process of this account may have opened it by now.
        if (there := _there(machine, app, handle, name, shop=shop)) is not None:
            return there
        with reading(app) as reader:
            check_handle_free(machine, reader.view, ledger, handle)
            check_handle_not_promised(machine, reader.view, handle)
        wallet = open_wallet(machine, opening)
        with begun(f"The wallet @{handle} was opened"):
            profile = app.profile._replace(
                name=handle, wallet=wallet, cards=(), default_card=None, key=None, waits=None
            )
            if app.profile.operator:
                admit_wallet(app, wallet)
            machine.save_profile(profile)
            machine.forget_pending_order(opening.slot)
            return _made(machine, profile, changed=True)


def _there(machine: Machine, app: App, handle: str, name: str | None, *, shop: bool) -> WalletMade | None:
    """Give the wallet of a handle on this ledger that this account has already; raises AlreadyThere."""
    for profile in machine.profiles():
        if (profile.ledger, profile.name) == (app.profile.ledger, handle):
            with reading(app) as reader:
                check_same_values(reader, profile, name, shop=shop)
            return _made(machine, profile, changed=False)
    return None


def check_same_values(reader: Reader, profile: Profile, name: str | None, *, shop: bool = False) -> None:
    """Raise AlreadyThere where a wallet that is there is no shop, or has another name, than is asked for now."""
    row = reader.wallet(profile.wallet)
    has = wallet_name(reader.view, row)
    help_ = step("make_wallet")
    if shop and not row.shop:
        raise AlreadyThere(what=f"The wallet @{profile.name}, which is not a shop,", help=help_)
    if name is not None and clean_text("name", name) != has:
        called = f"called {has}" if has else "without a name"
        raise AlreadyThere(what=f"The wallet @{profile.name}, {called},", help=help_)


def _made(machine: Machine, profile: Profile, *, changed: bool) -> WalletMade:
    with reading(machine.open(profile)) as reader:
        row = reader.wallet(profile.wallet)
        return WalletMade(
            id=profile.wallet,
            handle=f"@{profile.name}",
            fingerprint=reader.fingerprint(profile.wallet),
            shop=row.shop,
            admitted=row.admitted_n is not None,
            vault=profile.vault,
            profile=profile.name,
            changed=changed,
        )


def shown_wallet(reader: Reader, row: Wallet) -> WalletShown:
    """Describe a wallet; its handle and name are checked against what was signed."""
    name = wallet_name(reader.view, row)
    handle = reader.handle(row.id) if row.admitted_n is not None else f"@{opening_handle(reader.view, row)}"
    return WalletShown(
        n=row.n,
        id=row.id,
        handle=handle,
        name=name,
        fingerprint=reader.fingerprint(row.id),
        shop=row.shop,
        admitted=row.admitted_n is not None,
        asks=row.is_asking(reader.time),
        here=row.id == reader.own,
        receive=chosen(row, RECEIVE),
        requests=chosen(row, REQUESTS),
    )


class Renamed(NamedTuple):
    """The display name that the own wallet has now, and the one before; `changed` is false where it was so already."""

    id: str
    handle: str
    name: str | None
    before: str | None
    changed: bool


def rename(app: App, name: str | None) -> Renamed:
    """Give the own wallet another display name, or none; raises TextInvalid. The handle stays."""
    with before_posting(app, WALLET_RENAMED_BY) as reader:
        typed = None if name is None else clean_text("name", name)
        before, handle = wallet_name(reader.view, reader.wallet(reader.own)), reader.handle(reader.own)
    if typed != before:
        intent = Intent(WALLET_RENAMED_BY, lambda draft: WalletRenameBody(draft.text("name", typed)))
        carry_out(app, Execution(), intent)
    return Renamed(app.profile.wallet, handle, typed, before, typed != before)


def wallets(reader: Reader, part: Part) -> Page[WalletShown]:
    """List the wallets of the ledger in the order in which they were opened; raises CursorUnknown."""
    return page_of(reader, part, ((row.n, shown_wallet(reader, row)) for row in opened(reader, part.after)))


def show(reader: Reader, typed: str | None) -> WalletShown:
    """Show one wallet, the own one unless a handle is typed. Raises NotFound."""
    wallet = reader.own if typed is None else by_handle(reader, typed)
    return shown_wallet(reader, reader.wallet(wallet))


def by_handle(reader: Reader, typed: str) -> str:
    """Find a wallet by handle, also one that is not admitted yet, or by its whole id.

    Raises NotFound, and Usage where several ask for the handle: whoever asks last must not be taken for the first.
    """
    if _whole_id(typed):
        if typed not in reader.view.load(Needs(wallets=(typed,))).wallets:
            raise NotFound(what="wallet", typed=typed, help=step("look_at_wallets"))
        return typed
    handle = clean_handle(typed)
    owner = reader.view.handle_owner(handle)
    if owner is not None and not is_group(owner) and reader.handle(owner) == f"@{handle}":
        return owner
    rows = [row for row in reader.view.wallets() if row.admitted_n is None]
    # What was rejected or has expired is found where nobody else asks.
    rows = [row for row in rows if row.is_asking(reader.time)] or rows
    asking = [row.id for row in rows if opening_handle(reader.view, row) == handle]
    if not asking:
        raise NotFound(what="wallet", typed=f"@{handle}", help=step("look_at_wallets"))
    if len(asking) > 1:
        them = ", ".join(f"{wallet} (key {reader.fingerprint(wallet)})" for wallet in asking)
        raise Usage(
            problem=f"Nothing was done. {len(asking)} wallets ask for @{handle}: compare their keys",
            help=f"give the id instead of the handle: {them}",
        )
    return asking[0]
