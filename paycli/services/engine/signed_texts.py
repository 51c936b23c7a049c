"""Texts that lie beside the log, each checked against what was signed: handles, names, notes."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from paycli.domain.lives import WALLET_RENAMED_BY, Group, as_group
from paycli.domain.openings import SignedOpening, read_opening
from paycli.domain.texts import text_commitment
from paycli.errors import Broken, CommitmentMismatch

if TYPE_CHECKING:
    from paycli.domain.ports import View
    from paycli.domain.state import Wallet
    from paycli.domain.texts import Text
    from paycli.errors import PaycliError


def text_of(view: View, n: int, field: str, body: Any) -> str | None:  # noqa: ANN401  a decoded body
    """Give the personal text of an entry, None if none was given.

    Raises CommitmentMismatch when the text is not the one that was signed, or is missing: nothing erases texts yet.
    """
    return opened_text(view, n, field, getattr(body, field))


def opened_text(view: View, n: int, field: str, committed: str | None) -> str | None:
    """Give the personal text of an entry that opens a commitment, None for none; raises CommitmentMismatch."""
    if committed is None:
        return None
    text = view.text(n, field)
    if text is None or not _opens(text, committed):
        raise CommitmentMismatch(field=field, n=n)
    return text.text


def _opens(text: Text, committed: str) -> bool:
    try:
        return text_commitment(text.salt, text.text) == committed
    except (ValueError, UnicodeEncodeError):
        return False


def opening_of(view: View, wallet: Wallet) -> SignedOpening:
    """Give the order that opened a wallet.

    A wallet's id is the hash of that order, so a row that points to the opening of somebody else is noticed: raises
    Broken.
    """
    entry = view.entry(wallet.n)
    if entry is None or sha256(entry.order).hexdigest()[:40] != wallet.id:
        raise Broken(reason=f"the order that opened wallet {wallet.id[:8]} is not where its row says")
    return read_opening(entry.order)


def opening_handle(view: View, wallet: Wallet) -> str:
    """Give the handle that a wallet's opening order commits to."""
    handle = text_of(view, wallet.n, "handle", opening_of(view, wallet))
    if handle is None:
        raise Broken(reason=f"the handle of wallet {wallet.id[:8]} is missing")
    return handle


def wallet_name(view: View, wallet: Wallet) -> str | None:
    """Give a wallet's display name: that of its newest order that renames it, else that of its opening, or none."""
    mark = f'"kind":"{WALLET_RENAMED_BY}"'.encode()
    renamed = [entry for entry in view.entries_about(wallet.id) if mark in entry.order]
    if not renamed:
        return text_of(view, wallet.n, "name", opening_of(view, wallet))
    from paycli.domain.orders import read_unchecked

    return text_of(view, renamed[-1].n, "name", read_unchecked(renamed[-1].order).body)


def handle_of(view: View, wallet: str) -> str:
    """Give a wallet's handle with @, or for an unadmitted one the first of its id; checks the commitment."""
    handle = view.handle_of(wallet)
    if handle is None:
        from paycli.domain.state import Needs

        row = view.load(Needs(wallets=(wallet,))).wallets.get(wallet)
        if row is not None and row.admitted_n is not None:
            raise Broken(reason=f"the handle of wallet {wallet[:8]} is missing")
        return f"wallet {wallet[:8]}"
    check_owner(view, handle, wallet)
    return f"@{handle}"


def check_owner(view: View, handle: str, wallet: str) -> None:
    """Check that the order which opened a wallet commits to its handle; raises CommitmentMismatch."""
    from paycli.domain.state import Needs

    row = view.load(Needs(wallets=(wallet,))).wallets.get(wallet)
    if row is None or opening_handle(view, row) != handle:
        raise CommitmentMismatch(field="handle", n=row.n if row else "?")


def check_group(view: View, handle: str, group: str) -> Group:
    """Check that the order which made a group commits to its handle; gives the group."""
    from paycli.domain.state import Needs

    # Whether the row is that of the order which made it, and whose, was looked at when it was loaded.
    found = as_group(view.load(Needs(objects=(group,))).objects.get(group))
    if found is None or text_of(view, found.n, "handle", found.body) != handle:
        raise CommitmentMismatch(field="handle", n=found.n if found else "?")
    return found


def name_wallet(view: View, error: PaycliError) -> None:
    """Put the handle into an error that names a wallet by its id."""
    wallet = error.values.get("wallet")
    if isinstance(wallet, str) and "who" not in error.values:
        error.values["who"] = handle_of(view, wallet)
