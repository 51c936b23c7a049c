"""Finding groups, and whom somebody has blocked or trusts: others are not told that a group is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain import lives
from paycli.domain.state import PENDING
from paycli.domain.texts import clean_handle
from paycli.errors import AlreadyEnded, NotFound, step
from paycli.services.reading.names import group_of, resolve_group

if TYPE_CHECKING:
    from paycli.domain.lives import Group
    from paycli.services.reading.reader import Reader


# --- blocking --------------------------------------------------------------------------------------------------------
def blocked_by(reader: Reader) -> tuple[str, ...]:
    """Give the wallets that the own one has blocked."""
    row = reader.find_wallet(reader.own)
    return row.blocked if row is not None else ()


def trusted_by(reader: Reader) -> tuple[str, ...]:
    """Give the wallets that the own one trusts."""
    row = reader.find_wallet(reader.own)
    return row.trusted if row is not None else ()


# --- finding ---------------------------------------------------------------------------------------------------------
def group_found(reader: Reader, typed: str) -> Group:
    """Find a group that the own wallet is in, open or closed: others are not told that it is there."""
    item = resolve_group(reader, typed)
    if item is None or reader.own not in item.detail.members:
        near = _nearest(reader, clean_handle(typed))
        help_ = step("take_near_group", near=near) if near else step("look_at_groups")
        raise NotFound(what="group", typed=f"@{clean_handle(typed)}", help=help_)
    return item


def group_open(reader: Reader, typed: str) -> Group:
    """Find a group as `group_found` does; raises AlreadyEnded for a closed one."""
    item = group_found(reader, typed)
    if item.state != PENDING:
        raise AlreadyEnded(of=item.id, state=f"group {group_of(reader, item.id)} is closed")
    return item


def _nearest(reader: Reader, handle: str) -> str | None:
    from difflib import get_close_matches

    names = [group_of(reader, item.id) for item in groups_with(reader)]
    return next(iter(get_close_matches(f"@{handle}", names, 1, cutoff=0.6)), None)


def groups_with(reader: Reader, *, closed: bool = False) -> list[Group]:
    """Give the groups that the own wallet is in, newest first."""
    return [
        item
        for item in reader.view.objects_of(None, lives.GROUP, pending=not closed)
        if reader.own in item.detail.members
    ]
