"""The ledger as a whole: show, audit, backup, and what only its operator does."""

from typing import Annotated

import typer

from paycli.commands.options import NOTHING, AfterName, Limit, Tab, check_word_order

commands = typer.Typer(help="The ledger as a whole.", no_args_is_help=True)


@commands.command()
def show() -> None:
    """Show the ledger at a glance."""
    from paycli.console.output import show as render
    from paycli.console.views.ledger import ledger as view
    from paycli.flows.session import opened
    from paycli.services.operator import ledger

    with opened(strangers=True) as app:
        render(view(ledger.show(app), app.registry))


@commands.command("list")
def list_(limit: Limit = None, after: AfterName = None) -> None:
    """List the ledgers that you have wallets on, and the default wallet."""
    from paycli.console.views.ledger import ledgers as view
    from paycli.flows.lists import show_named
    from paycli.flows.session import machine
    from paycli.services.people.ledgers import ledgers
    from paycli.services.reading.pages import NamedPart

    here = machine()
    found = ledgers(here, here.store.current())
    show_named(found, NamedPart(after, limit), view, lambda ledger: ledger.address)


@commands.command()
def audit() -> None:
    """Prove the books: replay every entry, check every signature, compare every row. --ledger FILE proves a copy."""
    from paycli.console.output import say, show
    from paycli.console.progress import Progress
    from paycli.console.views.audit import audit as view
    from paycli.flows.auditing import audit_failure, auditing
    from paycli.services.audit.audit import audit as check

    with auditing() as app:
        with Progress("auditing") as progress:
            result = check(app, progress.at)
        shown = view(result, result.registry)
        if result.faults:
            say(*shown.lines)
            raise audit_failure(app, result, shown.data)
        show(shown)


@commands.command()
def accept() -> None:
    """Accept a ledger that was put back, for this account only. You lose the later entries that you knew."""
    from paycli.console.ask import confirm
    from paycli.console.output import say, show
    from paycli.console.views.ledger import accepted, lost
    from paycli.flows.session import opened
    from paycli.services.operator import acceptance

    def agree(found: acceptance.Lost) -> None:
        say(*lost(found))
        confirm("Go on with the ledger as it is now?", default=False)

    with opened() as app:
        show(accepted(acceptance.accept(app, agree)))


@commands.command()
def backup(
    target: Annotated[
        str | None, typer.Argument(metavar="[FILE]", help="Without one: beside the ledger."), Tab("files")
    ] = None,
) -> None:
    """Write a consistent copy of the ledger. It contains no secrets."""
    from paycli.console.output import show
    from paycli.console.views.ledger import backup as view
    from paycli.flows.session import opened
    from paycli.services.operator import ledger

    with opened() as app:
        show(view(ledger.backup(app, target)))


@commands.command("admit-rail")
def admit_rail(
    rail: Annotated[str, typer.Argument(metavar="RAIL", help="Only sandbox so far."), Tab(words=("sandbox",))],
) -> None:
    """Let a rail bring money in and out of the ledger (operators)."""
    from paycli.console.output import show
    from paycli.console.views.ledger import rail_admitted
    from paycli.flows.session import opened
    from paycli.services.operator import ledger

    with opened() as app:
        show(rail_admitted(ledger.admit_rail_named(app, rail)))


@commands.command("set")
def set_(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help=(
                "most-per-order, most-packets, most-per-packet, most-envelopes-per-day, most-join-requests,"
                " most-open-requests, most-requests-per-day, preset or currency."
            ),
        ),
        Tab("settings"),
    ],
    value: Annotated[
        str, typer.Argument(metavar="VALUE", help="Like 500EUR, 100, none; wechat, default; CHF."), NOTHING
    ],
) -> None:
    """Set a limit or a preset of limits, or add a currency (operators)."""
    from paycli.console.ask import confirm
    from paycli.console.output import show
    from paycli.console.views.limits import settings
    from paycli.flows.session import opened
    from paycli.services.operator import limits

    with opened() as app:
        exponent = app.machine.exponent_of(value) if name == "currency" else None

        def agree() -> None:
            confirm(f"Add {value} with {exponent} decimals, for good?", default=False)

        show(settings(limits.set_value(app, name, value, exponent, agree), app.registry))


@commands.command()
def credit(
    who: Annotated[str, typer.Argument(metavar="WHO"), Tab("handles")],
    amount: Annotated[
        str, typer.Argument(metavar="AMOUNT", help="The most that it may go below zero; 0: no credit."), NOTHING
    ],
) -> None:
    """Let a wallet go below zero, down to a limit (operators)."""
    from paycli.console.output import show
    from paycli.console.views.ledger import credit as view
    from paycli.flows.session import opened
    from paycli.services.operator import ledger

    check_word_order(who, amount)
    with opened() as app:
        show(view(ledger.credit(app, who, amount), app.registry))


@commands.command()
def clock(
    set_it: Annotated[bool, typer.Option("--set", help="Give the ledger this machine's time (operators).")] = False,
) -> None:
    """Compare this machine's clock with the ledger's time."""
    from paycli.console.output import show
    from paycli.console.views.ledger import clock as view
    from paycli.flows.session import opened
    from paycli.services.operator import ledger

    with opened() as app:
        show(view(ledger.clock(app, set_it=set_it), app.registry))


@commands.command()
def upgrade() -> None:
    """Bring an older ledger's schema up to date, after a backup (operators)."""
    from paycli.console.output import show
    from paycli.console.views.ledger import upgraded
    from paycli.flows.session import upgrade_ledger

    show(upgraded(*upgrade_ledger()))
