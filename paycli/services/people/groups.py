"""Groups: people under one handle, to whom an envelope can be sent together."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.state import PENDING, Needs
from paycli.domain.texts import clean_handle
from paycli.errors import AlreadyThere, HandleTaken, step
from paycli.services.engine.intents import Execution, Intent, carry_out
from paycli.services.engine.refusals import preparing
from paycli.services.engine.signed_texts import handle_of
from paycli.services.reading.groups import group_found, group_open, groups_with
from paycli.services.reading.names import group_of, is_group, resolve, resolve_group

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.ports import App, View
    from paycli.domain.state import LedgerObject


class Group(NamedTuple):
    """A group as its members see it, handles with @, its maker first; `own` is for who made it."""

    id: str
    handle: str
    maker: str
    members: tuple[str, ...]
    own: bool
    open: bool


class GroupChange(NamedTuple):
    """A group after a command, and whom it was about; `changed` is false where it was so already."""

    group: Group
    who: tuple[str, ...]
    changed: bool


def _describe(app: App, view: View, item: LedgerObject) -> Group:
    members = tuple(handle_of(view, member) for member in item.members)
    own, is_open = item.maker == app.profile.wallet, item.state == PENDING
    return Group(item.id, group_of(view, item.id), handle_of(view, str(item.maker)), members, own, is_open)


def groups(app: App, typed: str | None = None, *, closed: bool = False) -> list[Group]:
    """List the groups that this wallet made or is in, newest first, or the one of a handle. Raises NotFound."""
    with app.book.view() as view:
        items = [group_found(app, view, typed)] if typed is not None else groups_with(app, view, closed=closed)
        return [_describe(app, view, item) for item in items]


# --- changing --------------------------------------------------------------------------------------------------------
def new(app: App, typed: str, who: Sequence[str]) -> GroupChange:
    """Make a group with oneself and others in it; an own one in which all of them are is left as it is.

    Raises HandleInvalid, HandleTaken, AlreadyThere, NotFound, Blocked.
    """
    kind = "group.new"
    with preparing(app, kind) as view:
        handle = clean_handle(typed)
        members = _wallets(view, who, but=app.profile.wallet)
        names = _names(view, members)
        there = _there(app, view, handle, members)
        if there is not None:
            return GroupChange(there, names, changed=False)
    try:
        posted = carry_out(
            app,
            Execution(),
            Intent(kind, lambda draft: {"handle": draft.text("handle", handle), "members": members}),
        )
    except HandleTaken:
        # Another process of the same wallet may have made it a moment ago.
        with preparing(app, kind) as view:
            there = _there(app, view, handle, members)
        if there is None:
            raise
        return GroupChange(there, names, changed=False)
    return _changed(app, posted.order.id, names)


def _there(app: App, view: View, handle: str, members: Sequence[str]) -> Group | None:
    """Give the own open group of a handle if all of these are in it; None if nobody has the handle."""
    owner = view.handle_owner(handle)
    if owner is None:
        return None
    item = resolve_group(view, handle) if is_group(owner) else None
    if item is None or item.maker != app.profile.wallet:
        raise HandleTaken(handle=handle)
    if item.state != PENDING:
        raise AlreadyThere(what=f"A closed group @{handle}", help="its name is not given again: choose another")
    if not set(members) <= set(item.members):
        raise AlreadyThere(what=f"A group @{handle} with other members", help=step("add_to_group", group=handle))
    return _describe(app, view, item)


def add(app: App, typed: str, who: Sequence[str]) -> GroupChange:
    """Add members to an own group; who is in it stays. Raises NotFound, NotAllowed, Blocked, TooManyWallets."""
    return _change(app, "group.add", typed, who)


def remove(app: App, typed: str, who: Sequence[str]) -> GroupChange:
    """Take members out of an own group; who is not in it stays out. Raises NotFound, NotAllowed."""
    return _change(app, "group.remove", typed, who)


def _change(app: App, kind: str, typed: str, who: Sequence[str]) -> GroupChange:
    with preparing(app, kind) as view:
        group = group_open(app, view, typed)
        wallets = [wallet for wallet in _wallets(view, who) if (wallet in group.members) == (kind == "group.remove")]
        names = _names(view, wallets)
    if wallets:
        carry_out(app, Execution(), Intent(kind, lambda _: {"of": group.id, "wallets": wallets}))
    return _changed(app, group.id, names, changed=bool(wallets))


def leave(app: App, typed: str) -> GroupChange:
    """Leave somebody else's group; whoever left it before is told so. Raises NotFound, NotAllowed for its maker."""
    kind, wallet = "group.remove", app.profile.wallet
    with preparing(app, kind) as view:
        group, own = resolve_group(view, typed), handle_of(view, wallet)
        if group is None or not _was_member(view, group, wallet):
            group = group_found(app, view, typed)
        elif wallet in group.members:
            group = group_open(app, view, typed)
    if wallet in group.members:
        carry_out(app, Execution(), Intent(kind, lambda _: {"of": group.id, "wallets": [wallet]}))
    return _changed(app, group.id, (own,), changed=wallet in group.members)


def _was_member(view: View, group: LedgerObject, wallet: str) -> bool:
    """Tell whether a wallet is or was in a group: it then knows of it, and may be told that it is out already."""
    quoted = f'"{wallet}"'.encode()
    return wallet in group.members or any(quoted in entry.order for entry in view.entries_about(group.id))


def close(app: App, typed: str) -> GroupChange:
    """Close an own group for good; a closed one stays as it is. Raises NotFound, NotAllowed."""
    kind = "group.close"
    with preparing(app, kind) as view:
        group = group_found(app, view, typed)
    if group.state == PENDING:
        carry_out(app, Execution(), Intent(kind, lambda _: {"of": group.id}))
    return _changed(app, group.id, (), changed=group.state == PENDING)


def _changed(app: App, group: str, who: tuple[str, ...], *, changed: bool = True) -> GroupChange:
    with app.book.view() as view:
        item = view.load(Needs(objects=(group,))).objects[group]
        return GroupChange(_describe(app, view, item), who, changed)


def _wallets(view: View, who: Sequence[str], *, but: str | None = None) -> list[str]:
    """Find the wallets of typed handles, each once; `li,bo` are two."""
    words = [name for word in who for name in word.split(",") if name]
    found = dict.fromkeys(resolve(view, name) for name in words)
    return [wallet for wallet in found if wallet != but]


def _names(view: View, wallets: Sequence[str]) -> tuple[str, ...]:
    return tuple(handle_of(view, wallet) for wallet in wallets)
