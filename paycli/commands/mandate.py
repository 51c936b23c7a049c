"""Mandates: keys that can do little, each in a file of its own, for scripts."""

from typing import Annotated

import typer

from paycli.commands.options import NOTHING, AfterName, Limit, Tab

commands = typer.Typer(help="Keys that can do little, for scripts.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="NAME", help="The mandate's name, like payroll.")]
_CAN = "Of send, wait, ask, answer, give-back, pay, envelope, batch, charge, refund, cancel: like send,pay."
_MAX = "The most in a day or month, like 500/day; may be given twice."


@commands.command()
def new(  # noqa: PLR0913  its options
    name: Annotated[Name, NOTHING],
    can: Annotated[
        str,
        typer.Option("--can", metavar="WORDS", help=_CAN),
        Tab(words=("send", "wait", "ask", "answer", "give-back", "pay", "envelope", "charge")),
    ],
    until: Annotated[str, typer.Option("--until", metavar="TIME", help="It ends then, like 2027-12-31 or +30d.")],
    out: Annotated[
        str, typer.Option("--out", metavar="FILE|fd:N", help="Where its key goes: a new file."), Tab("files")
    ],
    to: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="WHO", help="The payees: handles, or a group of yours."),
        Tab("addressees"),
    ] = None,
    anybody: Annotated[bool, typer.Option("--anybody", help="It pays anybody.")] = False,
    most: Annotated[list[str] | None, typer.Option("--max", metavar="AMOUNT/PERIOD", help=_MAX)] = None,
    per_order: Annotated[
        str | None, typer.Option("--per-order", metavar="AMOUNT", help="The most in one order.")
    ] = None,
    total: Annotated[str | None, typer.Option("--total", metavar="AMOUNT", help="The most for ever.")] = None,
    orders: Annotated[
        int | None, typer.Option("--orders", min=1, max=1_000_000, help="The most orders in a day.")
    ] = None,
    since: Annotated[str | None, typer.Option("--from", metavar="TIME", help="It begins then; else at once.")] = None,
    day_at: Annotated[
        str | None, typer.Option("--day-at", metavar="HH:MM", help="When a day of it begins; else at midnight.")
    ] = None,
) -> None:
    """Make a key that can do only this, for a script; its file is all that the script needs."""
    from paycli.console.output import show
    from paycli.console.views.mandates import made
    from paycli.flows.mandates import agreed, timed
    from paycli.flows.session import opened
    from paycli.services.people import mandates

    with opened() as app:
        terms = mandates.NewMandate(
            name,
            can=_split([can]),
            out=out,
            until=0,
            to=_split(to),
            anybody=anybody,
            most=tuple(most or ()),
            per_order=per_order,
            total=total,
            orders=orders,
        )
        terms = timed(app, terms, until=until, begins=since, day_at=day_at)
        show(made(mandates.new(app, terms, agreed(app)), app.registry))


def _split(words: list[str] | None) -> tuple[str, ...]:
    """Take words apart at commas."""
    return tuple(part.strip(" ") for word in words or () for part in word.split(","))


@commands.command("list")
def list_(
    every: Annotated[bool, typer.Option("--all", help="Those that were revoked too.")] = False,
    limit: Limit = None,
    after: AfterName = None,
) -> None:
    """List the mandates of your wallet."""
    from paycli.console.views.mandates import mandates as view
    from paycli.console.views.mandates import place
    from paycli.flows.lists import show_named
    from paycli.flows.session import reading
    from paycli.services.people import mandates
    from paycli.services.reading.pages import NamedPart

    with reading() as reader:
        found, registry = mandates.mandates(reader, revoked=every), reader.registry
    show_named(found, NamedPart(after, limit), lambda some: view(some, registry), place)


@commands.command()
def show(name: Annotated[Name, Tab("mandates")]) -> None:
    """Show what a mandate may do, and the rest of its caps."""
    from paycli.console.output import show as render
    from paycli.console.views.mandates import mandate
    from paycli.flows.session import reading
    from paycli.services.people import mandates

    with reading() as reader:
        render(mandate(mandates.show(reader, name), reader.registry))


@commands.command()
def revoke(name: Annotated[Name, Tab("mandates")]) -> None:
    """Take a mandate out of force, at once and for good."""
    from paycli.console.output import show as render
    from paycli.console.views.mandates import revoked
    from paycli.flows.session import opened
    from paycli.services.people import mandates

    with opened() as app:
        render(revoked(mandates.revoke(app, name), app.registry))
