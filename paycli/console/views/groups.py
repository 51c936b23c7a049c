"""Views of groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.documents import people as documents
from paycli.console.output import Document, Line, Listing
from paycli.console.tables import Table
from paycli.console.views.wording import joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.services.people.groups import Group, GroupChange


def group_data(group: Group) -> documents.Group:
    """Give a group as JSON."""
    return documents.Group(
        n=group.n,
        id=group.id,
        handle=group.handle,
        maker=group.maker,
        members=group.members,
        own=group.own,
        state="open" if group.open else "closed",
    )


def people(count: int) -> str:
    """Write how many are in a group."""
    return "1 person" if count == 1 else f"{count} people"


def _changed(result: GroupChange, text: str, *more: str) -> Document:
    data = documents.GroupChanged(*group_data(result.group), who=result.who, changed=result.changed)
    return Document(data, (Line(text, "good"), *(Line(each, "dim") for each in more)), result.group.id)


def _count(group: Group) -> str:
    return f"{people(len(group.members))} in it now."


def made(result: GroupChange) -> Document:
    """Show a group that was made."""
    group, name = result.group, result.group.handle.removeprefix("@")
    if not result.changed:
        return _changed(result, f"Group {group.handle} was there already, nothing changed: {_names(group.members)}.")
    next_step = f"envelope send {name} 8.88" if len(group.members) > 1 else f"group add {name} WHO"
    return _changed(result, f"Made group {group.handle}: {_names(group.members)}.", f"next: paycli {next_step}")


def added(result: GroupChange) -> Document:
    """Show who was added."""
    group = result.group
    if not result.changed:
        return _changed(result, f"Nothing changed: all of them are in {group.handle} already.")
    return _changed(result, f"Added {_names(result.who)} to {group.handle}. {_count(group)}")


def removed(result: GroupChange) -> Document:
    """Show who was taken out."""
    group = result.group
    if not result.changed:
        return _changed(result, f"Nothing changed: none of them is in {group.handle}.")
    return _changed(result, f"Took {_names(result.who)} out of {group.handle}. {_count(group)}")


def asks_to_leave(group: Group) -> str:
    """Ask whether somebody wants to leave a group."""
    return f"Leave {group.handle}? Only {group.maker} can add you again."


def asks_to_close(group: Group) -> str:
    """Ask whether somebody wants to close a group."""
    return f"Close {group.handle}, {people(len(group.members))}, for good? Nobody gets its name again."


def left(result: GroupChange) -> Document:
    """Show a group that was left."""
    again = "You left" if result.changed else "Nothing changed: you had left"
    return _changed(result, f"{again} {result.group.handle}{'' if result.changed else ' before'}.")


def closed(result: GroupChange) -> Document:
    """Show a group that was closed."""
    handle = result.group.handle
    if not result.changed:
        return _changed(result, f"Nothing changed: {handle} was closed before.")
    return _changed(result, f"Closed {handle}: nothing can be sent to it, and nobody can use its name again.")


def groups(results: Sequence[Group]) -> Listing:
    """Show the groups that somebody made or is in."""
    rows = [
        (
            each.handle,
            joined(("yours" if each.own else f"of {each.maker}", "" if each.open else "closed")),
            str(len(each.members)),
            _names(each.members),
        )
        for each in results
    ]
    table = Table(("GROUP", "", "", "MEMBERS"), rows, right=(2,), cut=(3,), keep=(0,))
    empty = "No groups. Make one: paycli group new NAME WHO.."
    return Listing([group_data(each) for each in results], table, empty, [each.id for each in results])


def group(result: Group) -> Listing:
    """Show one group, a line for each member."""
    rows = [(member, "made it" if member == result.maker else "") for member in result.members]
    state = "" if result.open else ", closed"
    table = Table((f"IN {result.handle}{state}", ""), rows, keep=(0,))
    return Listing([group_data(result)], table, "", [result.id])


def _names(handles: Sequence[str]) -> str:
    return ", ".join(handles)
