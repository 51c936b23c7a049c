"""Many payments from one file: `batch FILE`, and check, list, show, cancel."""

from typing import Annotated

import typer

from paycli.commands.options import NOTHING, After, DryRun, Key, Limit, Tab
from paycli.errors import Usage

commands = typer.Typer(help="Many payments from one file.", no_args_is_help=True)
Rows = Annotated[str, typer.Argument(metavar="FILE|-", help="CSV or JSON Lines, or - for stdin."), Tab("files")]
Name = Annotated[
    str, typer.Option("--name", metavar="NAME", help="The batch's name. A row is paid once under it."), NOTHING
]
Known = Annotated[str, typer.Argument(metavar="NAME", help="The batch's name."), Tab("batches")]
Expires = Annotated[
    str | None, typer.Option("--expires", metavar="LENGTH", help="When the rest comes back: 90m, 3d. 24h unless said.")
]
AtOnce = Annotated[bool, typer.Option("--all-or-nothing", help="Pay all rows by one order, or none: at most 400.")]

NoKey = Annotated[bool, typer.Option("--no-key", help="In a script: rows may have no id of their own.")]


@commands.command()
def pay(
    file: Rows,
    name: Name,
    expires: Expires = None,
    at_once: AtOnce = False,
    no_key: NoKey = False,
    dry_run: DryRun = False,
) -> None:
    """Check a whole file, set its sum aside and pay row by row. The same line again pays the rest."""
    from paycli.console.output import show
    from paycli.console.progress import Progress
    from paycli.console.stream import can_ask
    from paycli.console.times import parse_duration
    from paycli.console.views.batches import paid
    from paycli.flows.batches import opened_file, refuse_partly, row_teller
    from paycli.flows.session import execution, opened
    from paycli.services.batches.wanted import Hearer, NewBatch

    if at_once:
        from paycli.services.batches.at_once import pay as pay_rows
    else:
        from paycli.services.batches.pay import pay as pay_rows
    if at_once and expires is not None:
        raise Usage(
            problem="Nothing was done. --expires and --all-or-nothing exclude each other", help="leave out --expires"
        )
    with opened(moving=True) as app, opened_file(file) as rows:
        run, lasts = execution(app, dry_run=dry_run), parse_duration(expires or "24h")
        needs_ids = not (no_key or can_ask())
        with Progress(f"paying {name}") as progress:
            hearer = Hearer(row_teller(app.registry), progress.at)
            result = pay_rows(app, rows, NewBatch(name, lasts, needs_ids=needs_ids), run, hearer)
        show(paid(result, app.registry))
        refuse_partly(result)


@commands.command()
def check(file: Rows) -> None:
    """Check a whole file, and say what it comes to; nothing is booked and no name is needed."""
    from paycli.console.output import show
    from paycli.console.progress import Progress
    from paycli.console.views.batches import checked
    from paycli.flows.batches import opened_file
    from paycli.flows.session import opened
    from paycli.services.batches.check import check as look_through

    with opened() as app, opened_file(file) as rows:
        with Progress("checking the rows"):
            result = look_through(app, rows)
        show(checked(result, app.registry))


@commands.command("list")
def list_(limit: Limit = None, after: After = None) -> None:
    """List what you set aside for batches, newest first, and how far each is."""
    from paycli.console.views.batches import parts
    from paycli.flows.lists import show_list
    from paycli.flows.session import opened
    from paycli.services.batches.listed import batches
    from paycli.services.reading.pages import Part

    with opened(copies=True) as app:
        part = Part(after, limit)
        show_list(app, part, batches, lambda rows: parts(rows, app.registry), lambda each: each.n)


@commands.command()
def show(name: Known) -> None:
    """Show what was set aside for one batch, by its name."""
    from paycli.console.output import show as render
    from paycli.console.views.batches import parts
    from paycli.flows.session import reading
    from paycli.services.batches.listed import parts as parts_named

    with reading() as reader:
        found = parts_named(reader, name)
        render(parts(found, reader.registry))


@commands.command()
def cancel(name: Known, key: Key = None, dry_run: DryRun = False) -> None:
    """Take back the money that no row of a batch took. The rows that were paid stay paid."""
    from paycli.console.output import show
    from paycli.console.views.cancel import cancelled
    from paycli.flows.session import execution, opened
    from paycli.services.batches.listed import open_part_of
    from paycli.services.payments.cancel import cancel as take_back

    with opened(moving=True) as app:
        run = execution(app, key, dry_run=dry_run)
        show(cancelled(take_back(app, open_part_of(app, name), run), app.registry))
