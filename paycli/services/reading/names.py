"""From what people type to ids and back: handles, notes and short ids, each text checked against its commitment."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from paycli.domain.ids import SHORT_LENGTH, short, short_range
from paycli.domain.texts import clean_handle, text_commitment
from paycli.errors import Broken, CommitmentMismatch, HandleInvalid, NotFound, Usage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paycli.domain.ports import View
    from paycli.domain.state import LedgerObject, Wallet
    from paycli.domain.texts import Text
    from paycli.errors import PaycliError

_SHORT_SHOWN_LEAST = 4
GROUP_ID_LENGTH = 32


def text_of(view: View, n: int, field: str, body: Any) -> str | None:  # noqa: ANN401  a decoded body
    """Give the personal text of an entry, None if none was given.

    Raises CommitmentMismatch when the text is not the one that was signed, or is missing: nothing erases texts yet.
    """
    committed = body.get(field)
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


def opening_of(view: View, wallet: Wallet) -> Mapping[str, Any]:
    """Give the order that opened a wallet, decoded.

    A wallet's id is the hash of that order, so a row that points to the opening of somebody else is noticed: raises
    Broken.
    """
    entry = view.entry(wallet.n)
    if entry is None or sha256(entry.order).hexdigest()[:40] != wallet.id:
        raise Broken(reason=f"the order that opened wallet {wallet.id[:8]} is not where its row says")
    order: Mapping[str, Any] = json.loads(entry.order)
    return order


def opening_handle(view: View, wallet: Wallet) -> str:
    """Give the handle that a wallet's opening order commits to."""
    handle = text_of(view, wallet.n, "handle", opening_of(view, wallet)["body"])
    if handle is None:
        raise Broken(reason=f"the handle of wallet {wallet.id[:8]} is missing")
    return handle


def handle_of(view: View, wallet: str) -> str:
    """Give a wallet's handle with @, or for an unadmitted one the first of its id; checks the commitment."""
    handle = view.handle_of(wallet)
    if handle is None:
        return f"wallet {wallet[:8]}"
    _check_owner(view, handle, wallet)
    return f"@{handle}"


def _check_owner(view: View, handle: str, wallet: str) -> None:
    from paycli.domain.state import Needs

    row = view.load(Needs(wallets=(wallet,))).wallets.get(wallet)
    if row is None or opening_handle(view, row) != handle:
        raise CommitmentMismatch(field="handle", n=row.n if row else "?")


def resolve(view: View, typed: str) -> str:
    """Find the wallet of a typed handle, with or without @; a payee is never guessed.

    Raises HandleInvalid, NotFound, Usage for a group, and CommitmentMismatch when the row is not what was signed.
    """
    handle = clean_handle(typed)
    wallet = view.handle_owner(handle)
    if wallet is not None and is_group(wallet):
        help_ = f"a group gets envelopes: paycli envelope send {handle} AMOUNT"
        raise Usage(problem=f"@{handle} is a group, not a wallet", help=help_)
    if wallet is None:
        near = _nearest(view, handle)
        help_ = f"did you mean @{near}? All of them: paycli wallet list" if near else "paycli wallet list"
        raise NotFound(what="wallet", typed=f"@{handle}", help=help_)
    _check_owner(view, handle, wallet)
    return wallet


def group_of(view: View, group: str) -> str:
    """Give a group's handle with @; checks the commitment of who made it."""
    handle = view.handle_of(group)
    if handle is None:
        raise Broken(reason=f"the handle of group {group[:8]} is missing")
    _check_group(view, handle, group)
    return f"@{handle}"


def resolve_group(view: View, typed: str) -> LedgerObject | None:
    """Find the group of a typed handle, with or without @, open or closed; None where there is none.

    Raises HandleInvalid, Usage for a wallet, and CommitmentMismatch when the row is not what was signed.
    """
    handle = clean_handle(typed)
    group = view.handle_owner(handle)
    if group is None:
        return None
    if not is_group(group):
        raise Usage(problem=f"@{handle} is a wallet, not a group", help="paycli group list")
    return _check_group(view, handle, group)


def _check_group(view: View, handle: str, group: str) -> LedgerObject:
    """Check that the order which made a group commits to its handle; gives the group."""
    from paycli.domain.state import Needs

    item = view.load(Needs(objects=(group,))).objects.get(group)
    entry = view.entry(item.n) if item is not None else None
    order = json.loads(entry.order) if entry is not None else {}
    # An order of somebody else may have the same id: the one that made the group is of its maker.
    mine = item is not None and (order.get("id"), order.get("kind")) == (group, "group.new")
    if item is None or not mine or order["wallet"] != item.maker:
        raise CommitmentMismatch(field="handle", n=item.n if item else "?")
    if text_of(view, item.n, "handle", order["body"]) != handle:
        raise CommitmentMismatch(field="handle", n=item.n)
    return item


def _nearest(view: View, handle: str) -> str | None:
    """Give the handle that was probably meant, for a hint only; its owner is checked when it is typed."""
    from difflib import get_close_matches

    known = (view.handle_of(row.id) for row in view.wallets())
    return next(iter(get_close_matches(handle, [each for each in known if each], 1, cutoff=0.6)), None)


def name_wallet(view: View, error: PaycliError) -> None:
    """Put the handle into an error that names a wallet by its id."""
    wallet = error.values.get("wallet")
    if isinstance(wallet, str) and "who" not in error.values:
        error.values["who"] = handle_of(view, wallet)


def shown(view: View, object_id: str) -> str:
    """Shorten an id for people: 4 or more characters, unique now plus one."""
    whole = short(object_id)
    for length in range(_SHORT_SHOWN_LEAST - 1, SHORT_LENGTH):
        low, high = short_range(whole[:length]) or (0, 0)
        found = {match.id for match in view.find_short(low, high, 2)}
        if len(found - {object_id}) == 0:
            return whole[: max(_SHORT_SHOWN_LEAST, length + 1)]
    return whole


def is_group(owner: str) -> bool:
    """Tell whether the owner of a handle is a group: an object's id is shorter than a wallet's."""
    return len(owner) == GROUP_ID_LENGTH


def is_handle(typed: str) -> bool:
    """Tell whether a word could be a handle."""
    try:
        clean_handle(typed)
    except HandleInvalid:
        return False
    return True
