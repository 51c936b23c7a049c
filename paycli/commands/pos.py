"""The shop's till on one line: charge and receipt."""

from typing import Annotated

import typer

from paycli.commands.amounts import amount_and_text
from paycli.commands.options import NOTHING, DryRun, Id, Key, NoKey, Tab

commands = typer.Typer(help="The shop's till.", no_args_is_help=True)


@commands.command()
def charge(  # noqa: PLR0913  each is one choice about the sale
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="Like 38.00."), NOTHING],
    what: Annotated[list[str] | None, typer.Argument(metavar="[WHAT]...", help="The goods."), NOTHING] = None,
    goods: Annotated[str | None, typer.Option("--what", "-m", help="The goods, if you do not type them last.")] = None,
    wait: Annotated[
        bool | None, typer.Option("--wait/--no-wait", help="Wait until it is paid (on a terminal: yes).")
    ] = None,
    expires: Annotated[str, typer.Option("--expires", metavar="LENGTH", help="The time to pay: 2m, 1h.")] = "2m",
    light: Annotated[
        bool, typer.Option("--light", help="Draw without colour, for a terminal with a light background.")
    ] = False,
    key: Key = None,
    no_key: NoKey = False,
    dry_run: DryRun = False,
) -> None:
    """Charge a guest: show a QR code and wait for the payment."""
    from paycli.console.output import show
    from paycli.console.times import parse_duration, start_of_day
    from paycli.console.views.sales import charged
    from paycli.domain.state import PENDING
    from paycli.flows.session import execution, opened
    from paycli.services.sales.charge import charge as open_sale
    from paycli.terminal.charge import wait_paid, waits

    with opened(moving=True) as app:
        lasts = parse_duration(expires)
        amount, text = amount_and_text(app.registry.currencies, amount, what, goods)
        # Where the ledger's days are not known here, nobody is charged and then shown an error.
        start_of_day(app.registry.zone, app.clock.now_ms())
        run = execution(app, key, no_key=no_key, dry_run=dry_run, asks=False)
        result = open_sale(app, amount, text, run, expires_ms=lasts)
        # A repeat comes maybe after the end of the sale: then nobody pays it any more.
        payable = not dry_run and result.state == PENDING
        if payable and waits(wait):
            wait_paid(app, result, light_background=light)
        else:
            show(charged(result, app.registry, light_background=light))


@commands.command()
def receipt(sale: Annotated[Id, Tab("own_sales")]) -> None:
    """Show the receipt of a sale."""
    from paycli.console.output import show
    from paycli.console.views.sales import receipt as view
    from paycli.flows.session import reading
    from paycli.services.sales.receipt import receipt as read

    with reading(strangers=True) as reader:
        found = read(reader, sale)
    show(view(found, reader.registry))
