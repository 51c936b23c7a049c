"""From what people type to wallets, groups and short ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.ids import SHORT_LENGTH
from paycli.domain.state import PENDING
from paycli.domain.texts import clean_handle
from paycli.errors import Broken, HandleInvalid, NotFound, PaycliError, Usage, step
from paycli.services.engine.signed_texts import check_group, check_owner

if TYPE_CHECKING:
    from paycli.domain.lives import Group
    from paycli.services.reading.reader import Reader

GROUP_ID_LENGTH = 32


def resolve(reader: Reader, typed: str) -> str:
    """Find the wallet of a typed handle, with or without @; a payee is never guessed.

    Raises HandleInvalid, NotFound, Usage for a group, and CommitmentMismatch when the row is not what was signed.
    """
    if len(typed) == SHORT_LENGTH and (not is_handle(typed) or known_owner(reader, typed) is None):
        _refuse_id(reader, typed)
    handle = clean_handle(typed)
    wallet = known_owner(reader, handle)
    if wallet is not None and is_group(wallet):
        raise Usage(problem=f"@{handle} is a group, not a wallet", help=step("send_to_group", group=handle))
    if wallet is None:
        near = _nearest(reader, handle)
        help_ = step("take_near_wallet", near=f"@{near}") if near else step("look_at_wallets")
        raise NotFound(what="wallet", typed=f"@{handle}", help=help_)
    check_owner(reader.view, handle, wallet)
    return wallet


def _refuse_id(reader: Reader, typed: str) -> None:
    """Refuse the id of a thing in the place of a name; raises Usage where this wallet sees such a thing."""
    from paycli.services.reading.lookup import SALE, find

    try:
        found = find(reader, typed)
    except PaycliError:
        return
    if found.kind == SALE and found.subject is not None and found.subject.state == PENDING:
        raise Usage(problem=f"{typed} is a sale, not a name", help=step("pay_code", code=typed))
    raise Usage(problem=f"{typed} is an id, not a name", help=step("look_at_thing", thing=typed))


def known_owner(reader: Reader, handle: str) -> str | None:
    """Give whose a handle is, as far as the own wallet may know: a group is told of to its members only."""
    owner = reader.view.handle_owner(handle)
    if owner is None or not is_group(owner):
        return owner
    return owner if reader.own in check_group(reader.view, handle, owner).detail.members else None


def group_of(reader: Reader, group: str) -> str:
    """Give a group's handle with @; checks the commitment of who made it."""
    handle = reader.view.handle_of(group)
    if handle is None:
        raise Broken(reason=f"the handle of group {group[:8]} is missing")
    check_group(reader.view, handle, group)
    return f"@{handle}"


def resolve_group(reader: Reader, typed: str) -> Group | None:
    """Find the group of a typed handle, with or without @, open or closed; None where there is none.

    Raises HandleInvalid, Usage for a wallet, and CommitmentMismatch when the row is not what was signed.
    """
    handle = clean_handle(typed)
    group = reader.view.handle_owner(handle)
    if group is None:
        return None
    if not is_group(group):
        raise Usage(problem=f"@{handle} is a wallet, not a group", help=step("look_at_groups"))
    return check_group(reader.view, handle, group)


def _nearest(reader: Reader, handle: str) -> str | None:
    """Give the handle that was probably meant, for a hint only; its owner is checked when it is typed."""
    from difflib import get_close_matches

    known = (reader.view.handle_of(row.id) for row in reader.view.wallets())
    return next(iter(get_close_matches(handle, [each for each in known if each], 1, cutoff=0.6)), None)


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
