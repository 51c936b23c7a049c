"""Groups: people under one handle, to whom an envelope can be sent together."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import lives
from paycli.domain.bodies import GroupChangeBody, GroupCloseBody, GroupNewBody
from paycli.domain.state import PENDING
from paycli.domain.texts import clean_handle
from paycli.errors import AlreadyThere, HandleTaken, step
from paycli.services.engine.intents import Execution, Intent, carry_out, preflight
from paycli.services.reading.around_orders import before_posting
from paycli.services.reading.groups import group_found, group_open
from paycli.services.reading.names import group_of, is_group, resolve, resolve_group
from paycli.services.reading.pages import Page, Part, objects, page_of
from paycli.services.reading.places import Period
from paycli.services.reading.reader import Reader, reading

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from paycli.domain.ports import App


class Group(NamedTuple):
    """A group as its members see it, made by entry `n`, handles with @, its maker first; `own` is for who made it."""

    n: int
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


def _agree(_group: Group) -> None:
    """Agree without asking: what scripts and tests do."""


def _describe(reader: Reader, item: lives.Group) -> Group:
    members = tuple(reader.handle(member) for member in item.detail.members)
    own, is_open = item.maker == reader.own, item.state == PENDING
    return Group(
        n=item.n,
        id=item.id,
        handle=group_of(reader, item.id),
        maker=reader.handle(str(item.maker)),
        members=members,
        own=own,
        open=is_open,
    )


def groups(reader: Reader, part: Part, *, closed: bool = False) -> Page[Group]:
    """List the groups that this wallet made or is in, newest first; raises CursorUnknown."""
    found = objects(reader, lives.GROUP, Period(before=part.after), pending=not closed)
    own = reader.own
    return page_of(
        reader, part, ((item.n, _describe(reader, item) if own in item.detail.members else None) for item in found)
    )


def group(reader: Reader, typed: str) -> Group:
    """Give the group of a handle that this wallet made or is in; raises NotFound."""
    return _describe(reader, group_found(reader, typed))


# --- changing --------------------------------------------------------------------------------------------------------
def new(app: App, typed: str, who: Sequence[str]) -> GroupChange:
    """Make a group with oneself and others in it; an own one in which all of them are is left as it is.

    Raises HandleInvalid, HandleTaken, AlreadyThere, NotFound, Blocked.
    """
    kind = "group.new"
    with before_posting(app, kind) as reader:
        handle = clean_handle(typed)
        members = _wallets(reader, who, but=app.profile.wallet)
        names = _names(reader, members)
        there = _there(reader, handle, members)
        if there is not None:
            return GroupChange(there, names, changed=False)
    try:
        posted = carry_out(
            app,
            Execution(),
            Intent(kind, lambda draft: GroupNewBody(str(draft.text("handle", handle)), tuple(members))),
        )
    except HandleTaken:
        # Another process of the same wallet may have made it a moment ago.
        with before_posting(app, kind) as reader:
            there = _there(reader, handle, members)
        if there is None:
            raise
        return GroupChange(there, names, changed=False)
    return _changed(app, posted.order.name, names)


def _there(reader: Reader, handle: str, members: Sequence[str]) -> Group | None:
    """Give the own open group of a handle if all of these are in it; None if nobody has the handle."""
    owner = reader.view.handle_owner(handle)
    if owner is None:
        return None
    item = resolve_group(reader, handle) if is_group(owner) else None
    if item is None or item.maker != reader.own:
        raise HandleTaken(handle=handle)
    if item.state != PENDING:
        raise AlreadyThere(what=f"A closed group @{handle}", help="its name is not given again: choose another")
    if not set(members) <= set(item.detail.members):
        raise AlreadyThere(what=f"A group @{handle} with other members", help=step("add_to_group", group=handle))
    return _describe(reader, item)


def add(app: App, typed: str, who: Sequence[str]) -> GroupChange:
    """Add members to an own group; who is in it stays. Raises NotFound, NotAllowed, Blocked, TooManyWallets."""
    return _change(app, "group.add", typed, who, are_in=False)


def remove(app: App, typed: str, who: Sequence[str]) -> GroupChange:
    """Take members out of an own group; who is not in it stays out. Raises NotFound, NotAllowed."""
    return _change(app, "group.remove", typed, who, are_in=True)


def _change(app: App, kind: str, typed: str, who: Sequence[str], *, are_in: bool) -> GroupChange:
    with before_posting(app, kind) as reader:
        group = group_open(reader, typed)
        wallets = [wallet for wallet in _wallets(reader, who) if (wallet in group.detail.members) == are_in]
        names = _names(reader, wallets)
    if wallets:
        carry_out(app, Execution(), Intent(kind, lambda _: GroupChangeBody(group.id, tuple(wallets))))
    return _changed(app, group.id, names, changed=bool(wallets))


def leave(app: App, typed: str, agree: Callable[[Group], None] = _agree) -> GroupChange:
    """Leave somebody else's group; whoever left it before is told so, and else `agree` is asked.

    Raises NotFound, NotAllowed for its maker, and what `agree` raises.
    """
    kind, wallet = "group.remove", app.profile.wallet
    with before_posting(app, kind) as reader:
        group, own = resolve_group(reader, typed), reader.handle(wallet)
        if group is None or not _was_member(reader, group, wallet):
            group = group_found(reader, typed)
        elif wallet in group.detail.members:
            group = group_open(reader, typed)
        described = _describe(reader, group)
    if wallet in group.detail.members:
        intent = Intent(kind, lambda _: GroupChangeBody(group.id, (wallet,)))
        _once_agreed(app, intent, lambda: agree(described))
    return _changed(app, group.id, (own,), changed=wallet in group.detail.members)


def _once_agreed(app: App, intent: Intent, agree: Callable[[], None]) -> None:
    """Order something that is asked about in words of its own; what is refused is refused before that."""
    preflight(app, Execution(), intent)
    agree()
    carry_out(app, Execution(), intent)


def _was_member(reader: Reader, group: lives.Group, wallet: str) -> bool:
    """Tell whether a wallet is or was in a group: it then knows of it, and may be told that it is out already."""
    quoted = f'"{wallet}"'.encode()
    return wallet in group.detail.members or any(quoted in entry.order for entry in reader.view.entries_about(group.id))


def close(app: App, typed: str, agree: Callable[[Group], None] = _agree) -> GroupChange:
    """Close an own group for good, once `agree` was asked; a closed one stays as it is.

    Raises NotFound, NotAllowed, and what `agree` raises.
    """
    kind = "group.close"
    with before_posting(app, kind) as reader:
        group = group_found(reader, typed)
        described = _describe(reader, group)
    if group.state == PENDING:
        _once_agreed(app, Intent(kind, lambda _: GroupCloseBody(of=group.id)), lambda: agree(described))
    return _changed(app, group.id, (), changed=group.state == PENDING)


def _changed(app: App, group: str, who: tuple[str, ...], *, changed: bool = True) -> GroupChange:
    with reading(app) as reader:
        item = reader.object(group)
        return GroupChange(_describe(reader, item), who, changed)


def _wallets(reader: Reader, who: Sequence[str], *, but: str | None = None) -> list[str]:
    """Find the wallets of typed handles, each once; `li,bo` are two."""
    words = [name for word in who for name in word.split(",") if name]
    found = dict.fromkeys(resolve(reader, name) for name in words)
    return [wallet for wallet in found if wallet != but]


def _names(reader: Reader, wallets: Sequence[str]) -> tuple[str, ...]:
    return tuple(reader.handle(wallet) for wallet in wallets)
