"""The ledger as a whole: show, audit, backup, and what only its operator does."""

from typing import Annotated

import typer

from paycli.commands.options import check_word_order

app = typer.Typer(help="The ledger as a whole.", no_args_is_help=True)


@app.command()
def show() -> None:
    """Show the ledger at a glance."""
    from paycli.console.output import show as render
    from paycli.console.views.books import ledger as view
    from paycli.flows.session import opened
    from paycli.services.operator import ledger

    with opened() as profile:
        render(view(ledger.show(profile), profile.registry))


@app.command()
def audit() -> None:
    """Prove the books: replay every entry, check every signature, compare every row; with --ledger also of a copy."""
    from paycli.console.output import say, show
    from paycli.console.progress import waiting
    from paycli.console.views.books import audit as view
    from paycli.errors import AuditFailed
    from paycli.flows.session import auditing
    from paycli.services.audit.replay import audit as check

    with auditing() as profile:
        with waiting("auditing") as progress:
            result = check(profile, progress.at)
        shown = view(result, profile.registry)
        if result.faults:
            say(*shown.lines)
            raise AuditFailed(count=len(result.faults), first=result.faults[0])
        show(shown)


@app.command()
def backup(
    target: Annotated[str | None, typer.Argument(metavar="[FILE]", help="Beside the ledger, if none.")] = None,
) -> None:
    """Write a consistent copy of the ledger; secrets are not in it."""
    from paycli.console.output import show
    from paycli.console.views.books import backup as view
    from paycli.flows.session import opened
    from paycli.services.operator import ledger

    with opened() as profile:
        show(view(ledger.backup(profile, target)))


@app.command("admit-rail")
def admit_rail(rail: Annotated[str, typer.Argument(metavar="RAIL", help="So far: sandbox.")]) -> None:
    """Let a rail move money over the ledger's edge (operators)."""
    from paycli.console.output import Line, View, show
    from paycli.flows.session import opened
    from paycli.services.operator import ledger

    with opened() as profile:
        name = ledger.admit_rail_named(profile, rail)
        show(View({"rail": name}, (Line(f"The rail {name} may move money now.", "good"),), name))


@app.command("set")
def set_(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="most-per-order, most-packets, most-per-packet, most-envelopes-per-day, preset or currency.",
        ),
    ],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="Like 500EUR, 100, none; wechat, default; CHF.")],
) -> None:
    """Set a limit or a preset of limits, or add a currency (operators)."""
    from paycli.console.output import show
    from paycli.console.views.books import settings
    from paycli.flows.session import opened
    from paycli.services.operator import limits

    with opened() as profile:
        exponent = profile.machine.exponent_of(value) if name == "currency" else None
        show(settings(limits.set_value(profile, name, value, exponent), profile.registry))


@app.command()
def credit(
    who: Annotated[str, typer.Argument(metavar="WHO")],
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="How far below zero; 0 for no credit.")],
) -> None:
    """Let a wallet go below zero by so much (operators)."""
    from paycli.console.output import show
    from paycli.console.views.books import credit as view
    from paycli.flows.session import opened
    from paycli.services.operator import ledger

    check_word_order("ledger credit", who, amount)
    with opened() as profile:
        show(view(ledger.credit(profile, who, amount), profile.registry))


@app.command()
def clock(
    set_it: Annotated[bool, typer.Option("--set", help="Give the ledger this machine's time (operators).")] = False,
) -> None:
    """Compare this machine's clock with the ledger's time."""
    from paycli.console.output import show
    from paycli.console.views.books import clock as view
    from paycli.flows.session import opened
    from paycli.services.operator import ledger

    with opened() as profile:
        show(view(ledger.clock(profile, set_it=set_it), profile.registry))


@app.command()
def upgrade() -> None:
    """Bring an older ledger's schema up to date, after a backup (operators)."""
    from paycli.console.output import Line, View, show
    from paycli.flows.session import upgrade_ledger

    before, after = upgrade_ledger()
    text = f"Schema {before} -> {after}." if before != after else f"Schema {after} is the newest."
    show(View({"from": before, "to": after, "changed": before != after}, (Line(text, "good"),)))
