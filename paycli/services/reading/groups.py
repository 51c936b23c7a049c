"""Finding groups and whom somebody has blocked: others are not told that a group is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.state import PENDING, Needs
from paycli.domain.texts import clean_handle
from paycli.errors import AlreadyEnded, NotFound, step
from paycli.services.reading.names import group_of, resolve_group

if TYPE_CHECKING:
    from paycli.domain.ports import App, View
    from paycli.domain.state import LedgerObject


# --- blocking --------------------------------------------------------------------------------------------------------
def blocked_by(app: App, view: View) -> tuple[str, ...]:
    """Give the wallets that the own one has blocked."""
    row = view.load(Needs(wallets=(app.profile.wallet,))).wallets.get(app.profile.wallet)
    return row.blocked if row is not None else ()


# --- finding ---------------------------------------------------------------------------------------------------------
def group_found(app: App, view: View, typed: str) -> LedgerObject:
    """Find a group that the own wallet is in, open or closed: others are not told that it is there."""
    item = resolve_group(view, typed)
    if item is None or app.profile.wallet not in item.members:
        near = _nearest(app, view, clean_handle(typed))
        help_ = step("take_near_group", near=near) if near else step("look_at_groups")
        raise NotFound(what="group", typed=f"@{clean_handle(typed)}", help=help_)
    return item


def group_open(app: App, view: View, typed: str) -> LedgerObject:
    """Find a group as `group_found` does; raises AlreadyEnded for a closed one."""
    item = group_found(app, view, typed)
    if item.state != PENDING:
        raise AlreadyEnded(state=f"group {group_of(view, item.id)} is closed")
    return item


def _nearest(app: App, view: View, handle: str) -> str | None:
    from difflib import get_close_matches

    names = [group_of(view, item.id) for item in groups_with(app, view)]
    return next(iter(get_close_matches(f"@{handle}", names, 1, cutoff=0.6)), None)


def groups_with(app: App, view: View, *, closed: bool = False) -> list[LedgerObject]:
    """Give the groups that the own wallet is in, newest first."""
    return [item for item in view.objects_of(None, "group", pending=not closed) if app.profile.wallet in item.members]
