"""Groups of people that an envelope can be sent to: new, add, remove, list, leave, close."""

from typing import Annotated

import typer

app = typer.Typer(help="Groups of people, for envelopes.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="GROUP", help="The group's handle, like family or @family.")]
People = Annotated[list[str], typer.Argument(metavar="WHO...", help="Handles, like li bo.")]


@app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="2 to 32 of a-z 0-9 _ -, that nobody here has.")],
    who: Annotated[list[str] | None, typer.Argument(metavar="[WHO]...", help="Who is in it beside you.")] = None,
) -> None:
    """Make a group; you are in it, and only you change it."""
    from paycli.services import groups
    from paycli.terminal.output import show
    from paycli.terminal.session import opened
    from paycli.terminal.views.groups import made

    with opened() as profile:
        show(made(groups.new(profile, name, who or [])))


@app.command()
def add(group: Name, who: People) -> None:
    """Add people to a group of yours."""
    from paycli.services import groups
    from paycli.terminal.output import show
    from paycli.terminal.session import opened
    from paycli.terminal.views.groups import added

    with opened() as profile:
        show(added(groups.add(profile, group, who)))


@app.command()
def remove(group: Name, who: People) -> None:
    """Take people out of a group of yours."""
    from paycli.services import groups
    from paycli.terminal.output import show
    from paycli.terminal.session import opened
    from paycli.terminal.views.groups import removed

    with opened() as profile:
        show(removed(groups.remove(profile, group, who)))


@app.command("list")
def list_(
    group: Annotated[str | None, typer.Argument(metavar="[GROUP]", help="Only this one, with its members.")] = None,
    closed: Annotated[bool, typer.Option("--all", help="Closed ones too.")] = False,
) -> None:
    """List the groups that you made or are in."""
    from paycli.services.groups import groups
    from paycli.terminal.output import show
    from paycli.terminal.session import opened
    from paycli.terminal.views import groups as views

    with opened() as profile:
        found = groups(profile, group, closed=closed)
        show(views.groups(found) if group is None else views.group(found[0]))


@app.command()
def leave(group: Name) -> None:
    """Leave a group that somebody else made."""
    from paycli.services import groups
    from paycli.terminal.output import show
    from paycli.terminal.session import opened
    from paycli.terminal.views.groups import left

    with opened() as profile:
        show(left(groups.leave(profile, group)))


@app.command()
def close(group: Name) -> None:
    """Close a group of yours for good; nobody gets its name again."""
    from paycli.services import groups
    from paycli.terminal.output import show
    from paycli.terminal.session import opened
    from paycli.terminal.views.groups import closed

    with opened() as profile:
        show(closed(groups.close(profile, group)))
