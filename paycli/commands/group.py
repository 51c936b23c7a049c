"""Groups of people that an envelope can be sent to: new, add, remove, list, leave, close."""

from functools import partial
from typing import Annotated

import typer

from paycli.commands.options import NOTHING, After, Limit, Tab

commands = typer.Typer(help="Groups of people, for envelopes.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="GROUP", help="The group's handle, like family or @family.")]
People = Annotated[list[str], typer.Argument(metavar="WHO...", help="Handles, like li bo."), Tab("handles")]
OWN, JOINED = Tab("own_groups"), Tab("groups")


@commands.command()
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A new handle: 2 to 32 of a-z 0-9 _ -."), NOTHING],
    who: Annotated[
        list[str] | None, typer.Argument(metavar="[WHO]...", help="The other members."), Tab("handles")
    ] = None,
) -> None:
    """Make a group. You are a member, and only you can change it."""
    from paycli.console.output import show
    from paycli.console.views.groups import made
    from paycli.flows.session import opened
    from paycli.services.people import groups

    with opened() as app:
        show(made(groups.new(app, name, who or [])))


@commands.command()
def add(group: Annotated[Name, OWN], who: People) -> None:
    """Add people to a group of yours."""
    from paycli.console.output import show
    from paycli.console.views.groups import added
    from paycli.flows.session import opened
    from paycli.services.people import groups

    with opened() as app:
        show(added(groups.add(app, group, who)))


@commands.command()
def remove(group: Annotated[Name, OWN], who: People) -> None:
    """Take people out of a group of yours."""
    from paycli.console.output import show
    from paycli.console.views.groups import removed
    from paycli.flows.session import opened
    from paycli.services.people import groups

    with opened() as app:
        show(removed(groups.remove(app, group, who)))


@commands.command("list")
def list_(
    group: Annotated[
        str | None, typer.Argument(metavar="[GROUP]", help="Show one group, with its members."), JOINED
    ] = None,
    closed: Annotated[bool, typer.Option("--all", help="Closed groups too.")] = False,
    limit: Limit = None,
    after: After = None,
) -> None:
    """List your groups, and the groups that you are in, newest first."""
    from paycli.console.output import show
    from paycli.console.views import groups as views
    from paycli.flows.lists import show_list
    from paycli.flows.session import opened
    from paycli.services.people import groups
    from paycli.services.reading.pages import Part
    from paycli.services.reading.reader import reading

    with opened(copies=True) as app:
        if group is None:
            part = Part(after, limit)
            show_list(app, part, partial(groups.groups, closed=closed), views.groups, lambda each: each.n)
        else:
            with reading(app) as reader:
                found = groups.group(reader, group)
            show(views.group(found))


@commands.command()
def leave(group: Annotated[Name, JOINED]) -> None:
    """Leave a group that somebody else made."""
    from paycli.console.ask import confirm
    from paycli.console.output import show
    from paycli.console.views.groups import asks_to_leave, left
    from paycli.flows.session import opened
    from paycli.services.people import groups

    with opened() as app:
        show(left(groups.leave(app, group, lambda found: confirm(asks_to_leave(found), default=False))))


@commands.command()
def close(group: Annotated[Name, OWN]) -> None:
    """Close a group of yours for good; nobody can use its name again."""
    from paycli.console.ask import confirm
    from paycli.console.output import show
    from paycli.console.views.groups import asks_to_close, closed
    from paycli.flows.session import opened
    from paycli.services.people import groups

    with opened() as app:
        show(closed(groups.close(app, group, lambda found: confirm(asks_to_close(found), default=False))))
