"""Cash: the operator takes it in and pays it out."""

from typing import Annotated

import typer

from paycli.commands.options import DryRun, Id, Key, check_currency_word, check_word_order

app = typer.Typer(help="Cash at the operator's (operators only).", no_args_is_help=True)


@app.command("in")
def in_(
    who: Annotated[str, typer.Argument(metavar="WHO", help="Whose wallet gets it.")],
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="Like 20 or 20EUR.")],
    words: Annotated[list[str] | None, typer.Argument(metavar="[NOTE]...")] = None,
    key: Key = None,
    dry_run: DryRun = False,
) -> None:
    """Book cash that you took for somebody."""
    from paycli.console.output import show
    from paycli.console.views.moving import cash_taken
    from paycli.flows.session import how, opened
    from paycli.services.rails import cash

    check_word_order("cash in", who, amount, words, key=key, dry_run=dry_run)
    with opened(moving=True) as profile:
        check_currency_word(profile.registry.currencies, amount, words)
        agreed = how(profile, key, dry_run=dry_run, asks=False)
        note = " ".join(words) if words else None
        show(cash_taken(cash.cash_in(profile, who, amount, note, agreed), profile.registry))


@app.command()
def out(
    withdrawal: Id,
    refuse: Annotated[bool, typer.Option("--refuse", help="Pay nothing out: the money goes back.")] = False,
    key: Key = None,
    dry_run: DryRun = False,
) -> None:
    """Book that you paid out what was asked for by `withdraw --cash`; repeating it pays nothing twice."""
    from paycli.console.output import show
    from paycli.console.views.moving import crossing
    from paycli.flows.session import complete, how, opened
    from paycli.services.rails import cash

    with opened(moving=True) as profile:
        agreed = how(profile, key, dry_run=dry_run)
        result = cash.cash_out(profile, withdrawal, agreed, refuse=refuse, complete=complete(key))
        show(crossing(result, profile.registry))
