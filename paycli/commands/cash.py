"""Cash: the operator takes it in and pays it out."""

from typing import Annotated

import typer

from paycli.commands.amounts import amount_and_text
from paycli.commands.options import NOTHING, DryRun, Id, Key, NoKey, NoteOption, Tab, check_word_order

commands = typer.Typer(help="Take cash in and pay it out (operators only).", no_args_is_help=True)


@commands.command("in")
def in_(
    who: Annotated[str, typer.Argument(metavar="WHO", help="The wallet that gets the money."), Tab("handles")],
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="Like 20 or 20EUR."), NOTHING],
    words: Annotated[list[str] | None, typer.Argument(metavar="[NOTE]..."), NOTHING] = None,
    note: NoteOption = None,
    key: Key = None,
    no_key: NoKey = False,
    dry_run: DryRun = False,
) -> None:
    """Book cash that somebody gave you: their wallet gets the money."""
    from paycli.console.output import show
    from paycli.console.views.rails import cash_taken
    from paycli.flows.session import execution, opened
    from paycli.services.rails import cash

    check_word_order(who, amount, words)
    with opened(moving=True) as app:
        amount, text = amount_and_text(app.registry.currencies, amount, words, note)
        run = execution(app, key, no_key=no_key, dry_run=dry_run)
        show(cash_taken(cash.cash_in(app, who, amount, text, run), app.registry))


@commands.command()
def out(
    withdrawal: Annotated[Id, Tab("withdrawals")],
    refuse: Annotated[bool, typer.Option("--refuse", help="Pay no cash: the money goes back to the wallet.")] = False,
    key: Key = None,
    dry_run: DryRun = False,
) -> None:
    """Book the cash that you paid out for a `withdraw --cash`; a repeat pays nothing twice."""
    from paycli.console.output import show
    from paycli.console.views.rails import rail_transfer
    from paycli.flows.session import execution, full_ids_required, opened
    from paycli.services.rails import cash

    with opened(moving=True) as app:
        run = execution(app, key, dry_run=dry_run)
        result = cash.cash_out(app, withdrawal, run, refuse=refuse, full_ids_required=full_ids_required(key))
        show(rail_transfer(result, app.registry))
