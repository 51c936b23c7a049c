"""Trust on first use: whose key this client knows, and what to do where the ledger has another by now."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.records import Contact
from paycli.domain.state import Needs
from paycli.errors import KeyChanged, PaycliError
from paycli.services.engine.signed_texts import handle_of, opening_of
from paycli.signing import fingerprint

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from paycli.domain.ports import App, View


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


# --- first contact ---------------------------------------------------------------------------------------------------
def check_pin(app: App, view: View, wallet: str) -> Pinned:
    """Look at a wallet with what is known of its handle; raises KeyChanged where it is somebody else's by now."""
    return _unchanged(look_at(app, view, wallet, app.contacts.known()))


def _unchanged(pinned: Pinned) -> Pinned:
    if pinned.known is not None and not pinned.same:
        raise KeyChanged(
            who=f"@{pinned.now.handle}",
            name=pinned.now.handle,
            now=_apart(pinned.now, pinned.known),
            known=_apart(pinned.known, pinned.now),
        )
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
    return tuple(_unchanged(look_at(app, view, wallet, known)) for wallet in wallets if wallet != app.profile.wallet)


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


def look_at(app: App, view: View, wallet: str, known: Mapping[str, Contact]) -> Pinned:
    """Put a wallet as the ledger has it beside what is known of its handle."""
    handle = handle_of(view, wallet).removeprefix("@")
    row = view.load(Needs(wallets=(wallet,))).wallets[wallet]
    # Ledger time, as whoever reads sees it: never before the last entry.
    key, since = opening_of(view, row).key, max(app.clock.now_ms(), view.head().time)
    now = Contact(handle, wallet, key, verified=False, since=since, shown=False)
    return Pinned(now, known.get(handle))
