"""From what people type to wallets, groups and short ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.ids import SHORT_LENGTH, short, short_range
from paycli.domain.texts import clean_handle
from paycli.errors import Broken, HandleInvalid, NotFound, Usage, step
from paycli.services.engine.signed_texts import check_group, check_owner

if TYPE_CHECKING:
    from paycli.domain.ports import View
    from paycli.domain.state import LedgerObject

_SHORT_SHOWN_LEAST = 4
GROUP_ID_LENGTH = 32


def resolve(view: View, typed: str) -> str:
    """Find the wallet of a typed handle, with or without @; a payee is never guessed.

    Raises HandleInvalid, NotFound, Usage for a group, and CommitmentMismatch when the row is not what was signed.
    """
    handle = clean_handle(typed)
    wallet = view.handle_owner(handle)
    if wallet is not None and is_group(wallet):
        raise Usage(problem=f"@{handle} is a group, not a wallet", help=step("send_to_group", group=handle))
    if wallet is None:
        near = _nearest(view, handle)
        help_ = step("take_near_wallet", near=f"@{near}") if near else step("look_at_wallets")
        raise NotFound(what="wallet", typed=f"@{handle}", help=help_)
    check_owner(view, handle, wallet)
    return wallet


def group_of(view: View, group: str) -> str:
    """Give a group's handle with @; checks the commitment of who made it."""
    handle = view.handle_of(group)
    if handle is None:
        raise Broken(reason=f"the handle of group {group[:8]} is missing")
    check_group(view, handle, group)
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
        raise Usage(problem=f"@{handle} is a wallet, not a group", help=step("look_at_groups"))
    return check_group(view, handle, group)


def _nearest(view: View, handle: str) -> str | None:
    """Give the handle that was probably meant, for a hint only; its owner is checked when it is typed."""
    from difflib import get_close_matches

    known = (view.handle_of(row.id) for row in view.wallets())
    return next(iter(get_close_matches(handle, [each for each in known if each], 1, cutoff=0.6)), None)


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
