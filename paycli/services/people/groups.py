"""Groups: people under one handle, to whom an envelope can be sent together."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.kinds import WALLETS_MOST
from paycli.domain.state import PENDING, Needs
from paycli.domain.texts import clean_handle
from paycli.errors import AlreadyEnded, AlreadyThere, HandleTaken, NotFound, SelfPayment, TooManyWallets, Usage
from paycli.services.engine.intents import Draft, preparing, submit
from paycli.services.people.contacts import blocked_by
from paycli.services.reading.names import group_of, handle_of, is_group, resolve, resolve_group

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


# --- finding ---------------------------------------------------------------------------------------------------------
def _found(app: App, view: View, typed: str) -> LedgerObject:
    """Find a group that the own wallet is in, open or closed: others are not told that it is there."""
    item = resolve_group(view, typed)
    if item is None or app.profile.wallet not in item.members:
        near = _nearest(app, view, clean_handle(typed))
        help_ = f"did you mean {near}? All of yours: paycli group list" if near else "paycli group list"
        raise NotFound(what="group", typed=f"@{clean_handle(typed)}", help=help_)
    return item


def _open(app: App, view: View, typed: str) -> LedgerObject:
    item = _found(app, view, typed)
    if item.state != PENDING:
        raise AlreadyEnded(state=f"group {group_of(view, item.id)} is closed")
    return item


def _nearest(app: App, view: View, handle: str) -> str | None:
    from difflib import get_close_matches

    names = [group_of(view, item.id) for item in _mine(app, view)]
    return next(iter(get_close_matches(f"@{handle}", names, 1, cutoff=0.6)), None)


def _mine(app: App, view: View, *, closed: bool = False) -> list[LedgerObject]:
    return [item for item in view.objects_of(None, "group", pending=not closed) if app.profile.wallet in item.members]


def _describe(app: App, view: View, item: LedgerObject) -> Group:
    members = tuple(handle_of(view, member) for member in item.members)
    own, is_open = item.maker == app.profile.wallet, item.state == PENDING
    return Group(item.id, group_of(view, item.id), handle_of(view, str(item.maker)), members, own, is_open)


def groups(app: App, typed: str | None = None, *, closed: bool = False) -> list[Group]:
    """List the groups that this wallet made or is in, newest first, or the one of a handle. Raises NotFound."""
    with app.book.view() as view:
        items = [_found(app, view, typed)] if typed is not None else _mine(app, view, closed=closed)
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
    draft = Draft(app, kind)
    submission = draft.sign({"handle": draft.text("handle", handle), "members": members})
    try:
        posted = submit(app, submission)
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
        raise AlreadyThere(what=f"A group @{handle} with other members", help=f"paycli group add {handle} WHO")
    return _describe(app, view, item)


def add(app: App, typed: str, who: Sequence[str]) -> GroupChange:
    """Add members to an own group; who is in it stays. Raises NotFound, NotAllowed, Blocked, TooManyWallets."""
    return _change(app, "group.add", typed, who)


def remove(app: App, typed: str, who: Sequence[str]) -> GroupChange:
    """Take members out of an own group; who is not in it stays out. Raises NotFound, NotAllowed."""
    return _change(app, "group.remove", typed, who)


def _change(app: App, kind: str, typed: str, who: Sequence[str]) -> GroupChange:
    with preparing(app, kind) as view:
        group = _open(app, view, typed)
        wallets = [wallet for wallet in _wallets(view, who) if (wallet in group.members) == (kind == "group.remove")]
        names = _names(view, wallets)
    if wallets:
        submit(app, Draft(app, kind).sign({"of": group.id, "wallets": wallets}))
    return _changed(app, group.id, names, changed=bool(wallets))


def leave(app: App, typed: str) -> GroupChange:
    """Leave somebody else's group; whoever left it before is told so. Raises NotFound, NotAllowed for its maker."""
    kind, wallet = "group.remove", app.profile.wallet
    with preparing(app, kind) as view:
        group, own = resolve_group(view, typed), handle_of(view, wallet)
        if group is None or not _was_member(view, group, wallet):
            group = _found(app, view, typed)
        elif wallet in group.members:
            group = _open(app, view, typed)
    if wallet in group.members:
        submit(app, Draft(app, kind).sign({"of": group.id, "wallets": [wallet]}))
    return _changed(app, group.id, (own,), changed=wallet in group.members)


def _was_member(view: View, group: LedgerObject, wallet: str) -> bool:
    """Tell whether a wallet is or was in a group: it then knows of it, and may be told that it is out already."""
    quoted = f'"{wallet}"'.encode()
    return wallet in group.members or any(quoted in entry.order for entry in view.entries_about(group.id))


def close(app: App, typed: str) -> GroupChange:
    """Close an own group for good; a closed one stays as it is. Raises NotFound, NotAllowed."""
    kind = "group.close"
    with preparing(app, kind) as view:
        group = _found(app, view, typed)
    if group.state == PENDING:
        submit(app, Draft(app, kind).sign({"of": group.id}))
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


# --- sending to ------------------------------------------------------------------------------------------------------
def expand(view: View, app: App, typed: str) -> tuple[tuple[str, ...], str]:
    """Give the wallets that a typed handle means now, and its handle with @ for people to read.

    A wallet is itself. A group is its members but for the sender and those who could not take from it: who blocked
    the sender, and whom the sender blocked. Raises NotFound, AlreadyEnded for a closed group, and Usage where nobody
    is left or the sender has blocked who was named.
    """
    owner = view.handle_owner(clean_handle(typed))
    blocked = blocked_by(app, view)
    if owner is None or not is_group(owner):
        wallet = resolve(view, typed)
        handle = handle_of(view, wallet)
        if wallet in blocked:
            help_ = f"paycli contact unblock {handle.removeprefix('@')}"
            raise Usage(problem=f"You have blocked {handle}, who could not take it", help=help_)
        return (wallet,), handle
    group, own = _open(app, view, typed), app.profile.wallet
    rows = view.load(Needs(wallets=group.members)).wallets
    wallets = tuple(
        member
        for member in group.members
        if member != own and member not in blocked and own not in rows[member].blocked
    )
    handle = group_of(view, group.id)
    if not wallets:
        raise Usage(problem=f"Nobody in {handle} could take it but you", help=f"paycli group add {handle[1:]} WHO")
    return wallets, handle


def audience(view: View, app: App, who: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """Give the wallets that typed handles mean together, in order of id, and the handles for people to read.

    Raises what `expand` raises, SelfPayment where the sender alone is left, and TooManyWallets.
    """
    found = [expand(view, app, each) for each in who]
    wallets = sorted({wallet for each, _ in found for wallet in each})
    if wallets == [app.profile.wallet]:
        raise SelfPayment
    if len(wallets) > WALLETS_MOST:
        raise TooManyWallets(limit=WALLETS_MOST)
    return wallets, tuple(dict.fromkeys(label for _, label in found))
