"""Many payments from one file: `batch FILE`, and check, list, show, cancel."""

from typing import Annotated

import typer

from paycli.commands.options import NOTHING, DryRun, Tab

commands = typer.Typer(help="Many payments from one file.", no_args_is_help=True)
Rows = Annotated[str, typer.Argument(metavar="FILE|-", help="CSV or JSON Lines, or - for stdin."), Tab("files")]
Name = Annotated[
    str, typer.Option("--name", metavar="NAME", help="The batch's name. A row is paid once under it."), NOTHING
]
Expires = Annotated[str, typer.Option("--expires", metavar="LENGTH", help="When the rest comes back: 90m, 24h, 3d.")]


@commands.command()
def pay(file: Rows, name: Name, expires: Expires = "24h", dry_run: DryRun = False) -> None:
    """Check a whole file, set its sum aside and pay row by row. The same line again pays the rest."""
    from paycli.console.output import show
    from paycli.console.progress import Progress
    from paycli.console.times import parse_duration
    from paycli.console.views.batches import paid
    from paycli.flows.batches import opened_file, refuse_partly, row_teller
    from paycli.flows.session import execution, opened
    from paycli.services.batches.pay import Hearer, NewBatch
    from paycli.services.batches.pay import pay as pay_rows

    with opened(moving=True) as app, opened_file(file) as rows:
        run, lasts = execution(app, dry_run=dry_run), parse_duration(expires)
        with Progress(f"paying {name}") as progress:
            hearer = Hearer(row_teller(app.registry), progress.at)
            result = pay_rows(app, rows, NewBatch(name, lasts), run, hearer)
        show(paid(result, app.registry))
        refuse_partly(result)
