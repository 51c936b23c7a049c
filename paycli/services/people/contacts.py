"""Whom the client knows: first contact, a key that is not the one that was known, verifying and blocking."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.records import Contact
from paycli.domain.state import Needs
from paycli.errors import KeyChanged, PaycliError, Usage
from paycli.services.engine.intents import Draft, preparing, submit
from paycli.services.reading.lookup import ledger_time
from paycli.services.reading.names import handle_of, opening_of, resolve
from paycli.signing import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from paycli.domain.ports import App, View

BLOCK = "contact.block"


class Pinned(NamedTuple):
    """Somebody as the ledger has them now, and as the client knew them, which is None for a stranger."""

    now: Contact
    known: Contact | None

    @property
    def same(self) -> bool:
        """Tell whether nothing speaks against who they say they are."""
        return self.known is None or (self.known.wallet, self.known.key) == (self.now.wallet, self.now.key)

    @property
    def first(self) -> bool:
        """Tell whether nobody here was shown their key yet."""
        return self.known is None or not self.known.shown


class ContactShown(NamedTuple):
    """A contact: handle with @, wallet, fingerprint known, whether it was compared, whether the ledger has another.

    `since` (ms) is None for somebody who was only blocked and never dealt with.
    """

    handle: str
    wallet: str
    fingerprint: str
    verified: bool
    blocked: bool
    key_changed: bool
    since: int | None


class Verified(NamedTuple):
    """A contact whose key was compared; `replaced` is the fingerprint that was known before, if it was another."""

    handle: str
    wallet: str
    fingerprint: str
    replaced: str | None
    changed: bool


class Block(NamedTuple):
    """Somebody who is blocked now, or not any more; `changed` is false where it was so already."""

    handle: str
    wallet: str
    blocked: bool
    changed: bool


# --- first contact ---------------------------------------------------------------------------------------------------
def check_pin(app: App, view: View, wallet: str) -> Pinned:
    """Look at a wallet with what is known of its handle; raises KeyChanged where it is somebody else's by now."""
    return _unchanged(_look(app, view, wallet, app.contacts.known()))


def _unchanged(pinned: Pinned) -> Pinned:
    if pinned.known is not None and not pinned.same:
        raise KeyChanged(
            who=f"@{pinned.now.handle}", name=pinned.now.handle, now=_apart(pinned.now, pinned.known),
            known=_apart(pinned.known, pinned.now),
        )  # fmt: skip
    return pinned


def _apart(contact: Contact, other: Contact) -> str:
    """Write a key so that it can be told from the other: a fingerprint can be hit by trying some billions of keys."""
    if contact.key == other.key:
        return f"wallet {contact.wallet}"
    same = fingerprint(contact.key) == fingerprint(other.key)
    return contact.key if same else fingerprint(contact.key)


def check_pins(app: App, view: View, wallets: Sequence[str]) -> tuple[Pinned, ...]:
    """Meet several; raises KeyChanged where one of them is somebody else's by now."""
    known = app.contacts.known() if wallets else {}
    return tuple(_unchanged(_look(app, view, wallet, known)) for wallet in wallets if wallet != app.profile.wallet)


def first_use_fingerprint(*pinned: Pinned) -> str | None:
    """Give the fingerprint that a confirmation shows: that of the one person whose key was not shown before.

    Where there are several, nobody compares all their keys at once; they are remembered all the same.
    """
    return fingerprint(pinned[0].now.key) if len(pinned) == 1 and pinned[0].first else None


def pin(app: App, *pinned: Pinned, dry_run: bool = False) -> None:
    """Remember whom an order was for, after it was posted.

    The order stands by now, so a full disk here may not turn it into a failure: they are a stranger once more.
    """
    if dry_run or not any(each.first for each in pinned):
        return
    with suppress(PaycliError):
        # Who is known stays known as they are: of them it is only noted that their key was shown.
        app.contacts.keep(*(each.now._replace(shown=len(pinned) == 1) for each in pinned))


def _look(app: App, view: View, wallet: str, known: Mapping[str, Contact]) -> Pinned:
    handle = handle_of(view, wallet).removeprefix("@")
    row = view.load(Needs(wallets=(wallet,))).wallets[wallet]
    key, since = str(opening_of(view, row)["key"]), ledger_time(app, view)
    now = Contact(handle, wallet, key, verified=False, since=since, shown=False)
    return Pinned(now, known.get(handle))


# --- verifying -------------------------------------------------------------------------------------------------------
def verify(app: App, who: str, agree: Callable[[Pinned], None]) -> Verified:
    """Note that somebody's key was compared with theirs; `agree` raises Cancelled where the person says no.

    A key that is not the known one takes its place, and what paycli refused because of it works again.
    """
    with app.book.view() as view:
        if resolve(view, who) == app.profile.wallet:
            raise Usage(problem="Nothing was verified. That is your own wallet", help="paycli whoami")
        pinned = _look(app, view, resolve(view, who), app.contacts.known())
    now, known = pinned
    replaced = fingerprint(known.key) if known is not None and not pinned.same else None
    changed = known is None or not pinned.same or not known.verified
    if changed:
        agree(pinned)
        since = known.since if known is not None and pinned.same else now.since
        app.contacts.keep(now._replace(verified=True, since=since, shown=True), replace=True)
    return Verified(f"@{now.handle}", now.wallet, fingerprint(now.key), replaced, changed)


def contacts(app: App) -> list[ContactShown]:
    """List everybody known or blocked, by handle, with what the ledger says of them now."""
    known = app.contacts.known()
    with app.book.view() as view:
        blocked = blocked_by(app, view)
        shown = [
            ContactShown(
                f"@{each.handle}", each.wallet, fingerprint(each.key), each.verified, each.wallet in blocked,
                not _is_current(app, view, each), each.since,
            )
            for each in known.values()
        ]  # fmt: skip
        for wallet in set(blocked) - {each.wallet for each in known.values()}:
            now = _look(app, view, wallet, {}).now
            shown.append(
                ContactShown(
                    f"@{now.handle}", wallet, fingerprint(now.key),
                    verified=False, blocked=True, key_changed=False, since=None,
                )
            )  # fmt: skip
    return sorted(shown)


def _is_current(app: App, view: View, known: Contact) -> bool:
    """Tell whether the ledger still has the wallet and key of a contact under their handle."""
    wallet = view.handle_owner(known.handle)
    return wallet == known.wallet and _look(app, view, wallet, {known.handle: known}).same


# --- blocking --------------------------------------------------------------------------------------------------------
def blocked_by(app: App, view: View) -> tuple[str, ...]:
    """Give the wallets that the own one has blocked."""
    row = view.load(Needs(wallets=(app.profile.wallet,))).wallets.get(app.profile.wallet)
    return row.blocked if row is not None else ()


def block(app: App, who: str, *, blocked: bool) -> Block:
    """Block somebody, or end that; left as it is where it is so already."""
    with preparing(app, BLOCK) as view:
        wallet = resolve(view, who)
        handle = handle_of(view, wallet)
        if wallet == app.profile.wallet:
            raise Usage(problem="That is your own wallet", help="paycli whoami")
        so_already = (wallet in blocked_by(app, view)) == blocked
    if not so_already:
        draft = Draft(app, BLOCK)
        submit(app, draft.sign({"wallet": wallet, "blocked": blocked}))
    return Block(handle, wallet, blocked, not so_already)
