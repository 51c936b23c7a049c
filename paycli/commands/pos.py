"""The shop's till, in plain commands: a sale, and the day around it."""

from typing import Annotated, NamedTuple

import typer

from paycli.commands import pos_charge, pos_guest, pos_lines, pos_lists, pos_pin, pos_printer, pos_tab
from paycli.commands.options import NOTHING, DryRun, Id, Key, NoKey, NoteOption, Tab

Till = Annotated[int | None, typer.Option("--till", min=0, max=99, help="Which till, where several are open.")]
Why = Annotated[list[str] | None, typer.Argument(metavar="[WHY]...", help="The reason."), NOTHING]

commands = typer.Typer()
commands.callback(invoke_without_command=True)(pos_lines.lines)
commands.command("charge")(pos_charge.charge)


@commands.command()
def receipt(
    sale: Annotated[Id, Tab("own_sales")],
    out: Annotated[
        str | None, typer.Option("--out", metavar="FILE", help="Write it: .txt, .svg, .png or .bin."), Tab("files")
    ] = None,
    columns: Annotated[int, typer.Option("--columns", help="The width of that: 32, 42 or 48 letters.")] = 42,
) -> None:
    """Show the receipt of a sale, by its id or its number, like 1-000041."""
    from paycli.console.output import show
    from paycli.console.views.sales import receipt as view
    from paycli.flows.session import opened
    from paycli.flows.tills import tell_left_behind
    from paycli.services.reading.reader import reading
    from paycli.services.sales.receipt import receipt as read

    with opened(copies=True, strangers=True) as app, reading(app) as reader:
        found = read(reader, sale)
        tell_left_behind(app, but=found.id)
        written = None
        if out is not None:
            from paycli.terminal.paper_file import write_receipt

            written = write_receipt(app, reader, found.id, out, columns)
    show(view(found, reader.registry, written))


@commands.command()
def setup(
    till: Annotated[int, typer.Argument(metavar="[N]", min=1, max=99, help="The number of the till."), NOTHING] = 1,
    max_sale: Annotated[str | None, typer.Option("--max-sale", metavar="AMOUNT", help="The most of a sale.")] = None,
    max_refund: Annotated[str, typer.Option("--max-refund", metavar="AMOUNT", help="The most of one refund.")] = "50",
    max_day: Annotated[
        str, typer.Option("--max-refund-day", metavar="AMOUNT", help="The most of all refunds of a day.")
    ] = "200",
    until: Annotated[str, typer.Option("--until", metavar="TIME", help="The key ends then.")] = "+366d",
    file: Annotated[
        str | None, typer.Option("--out", metavar="FILE", help="Where its key goes: a new file."), Tab("files")
    ] = None,
) -> None:
    """Make the key of a till, which sells and refunds a little, and needs no passphrase."""
    from paycli.console.output import show
    from paycli.console.views.mandates import till_made
    from paycli.flows.mandates import agreed, till_terms
    from paycli.flows.tills import opened_at_till as opened
    from paycli.services.people.till_keys import TillTerms, set_up

    with opened() as app:
        terms = TillTerms(till, file or "", 0, max_sale=max_sale, max_refund=max_refund, max_refund_day=max_day)
        show(till_made(set_up(app, till_terms(app, terms, until), agreed(app)), app.registry))


@commands.command()
def cash(
    sale: Annotated[Id, Tab("open_sales")],
    given: Annotated[
        str | None, typer.Argument(metavar="[GIVEN]", help="The cash, if it is not exact."), NOTHING
    ] = None,
    till: Till = None,
    key: Key = None,
    dry_run: DryRun = False,
) -> None:
    """Take cash for a sale that waits, and say the change."""
    from paycli.console.output import show
    from paycli.console.views.tills import taken
    from paycli.flows.session import execution
    from paycli.flows.tills import opened_at_till as opened
    from paycli.services.goods.items import pricing_of
    from paycli.services.sales.take import take_cash
    from paycli.terminal.paper import print_after

    with opened(moving=True) as app:
        run = execution(app, key, dry_run=dry_run, asks=False)
        result = take_cash(app, sale, given, till, run, pricing=pricing_of)
        show(taken(result, app.registry))
        print_after(app, result.receipt, dry_run=dry_run)


@commands.command()
def gift(
    sale: Annotated[Id, Tab("open_sales")],
    why: Why = None,
    till: Till = None,
    key: Key = None,
    dry_run: DryRun = False,
) -> None:
    """Make a sale that waits a gift of the house."""
    from paycli.console.output import show
    from paycli.console.views.tills import taken
    from paycli.flows.session import execution
    from paycli.flows.tills import opened_at_till as opened
    from paycli.services.sales.take import give
    from paycli.terminal.paper import print_after

    with opened(moving=True) as app:
        run = execution(app, key, dry_run=dry_run, asks=False)
        result = give(app, sale, " ".join(why or []) or None, till, run)
        show(taken(result, app.registry))
        print_after(app, result.receipt, dry_run=dry_run)


@commands.command("open")
def open_(
    float_: Annotated[str, typer.Option("--float", metavar="AMOUNT", help="The cash in the drawer, counted.")],
    date: Annotated[
        str | None, typer.Option("--date", metavar="DATE", help="The date of the books; else today.")
    ] = None,
    till: Till = None,
    key: Key = None,
    dry_run: DryRun = False,
) -> None:
    """Open the day at a till."""
    from paycli.console.output import show
    from paycli.console.times import book_date
    from paycli.console.views.tills import day_changed
    from paycli.flows.session import execution
    from paycli.flows.tills import opened_at_till as opened
    from paycli.services.sales.shifts import open_day

    with opened(moving=True) as app:
        of = book_date(date, app.registry.zone, app.clock.now_ms())
        run = execution(app, key, dry_run=dry_run, asks=False)
        is_dated = date not in {None, "today", "yesterday"}
        show(day_changed(open_day(app, float_, of, till, run, date_typed=is_dated), app.registry))


@commands.command()
def x(till: Till = None) -> None:
    """Show how the day at a till stands."""
    from paycli.console.output import show
    from paycli.console.views.tills import day
    from paycli.flows.tills import opened_at_till as opened
    from paycli.services.reading.reader import reading
    from paycli.services.sales.shifts import standing

    with opened() as app, reading(app) as reader:
        show(day(standing(app, reader, till), app.registry))


@commands.command()
def z(
    number: Annotated[
        int | None,
        typer.Argument(metavar="[NUMBER]", min=1, max=1_000_000_000, help="Which Z; else the last."),
        NOTHING,
    ] = None,
    till: Till = None,
    out: Annotated[
        str | None, typer.Option("--out", metavar="FILE", help="Write it: .txt, .svg, .png or .bin."), Tab("files")
    ] = None,
    columns: Annotated[int, typer.Option("--columns", help="The width of that: 32, 42 or 48 letters.")] = 42,
) -> None:
    """Show the Z of a closed day again."""
    from paycli.console.output import show
    from paycli.console.views.tills import day
    from paycli.flows.tills import opened_at_till as opened
    from paycli.services.reading.reader import reading
    from paycli.services.sales.shifts import outcome

    with opened() as app, reading(app) as reader:
        report, written = outcome(app, reader, till, number), None
        if out is not None:
            from paycli.terminal.paper_file import write_day

            written = write_day(reader, report, out, columns)
        show(day(report, app.registry, written))


@commands.command("in")
def in_(
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="Like 50."), NOTHING],
    why: Why = None,
    note: NoteOption = None,
    till: Till = None,
    key: Key = None,
    no_key: NoKey = False,
    dry_run: DryRun = False,
) -> None:
    """Put cash into the drawer."""
    _drawer(amount, why, _Run(note, till, key, no_key, dry_run), out=False)


@commands.command()
def out(
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="Like 50."), NOTHING],
    why: Why = None,
    note: NoteOption = None,
    till: Till = None,
    key: Key = None,
    no_key: NoKey = False,
    dry_run: DryRun = False,
) -> None:
    """Take cash out of the drawer."""
    _drawer(amount, why, _Run(note, till, key, no_key, dry_run), out=True)


@commands.command()
def drawer(why: Why = None, till: Till = None, key: Key = None, no_key: NoKey = False, dry_run: DryRun = False) -> None:
    """Open the drawer without a sale, which is noted."""
    _drawer(None, why, _Run(None, till, key, no_key, dry_run), out=True)


class _Run(NamedTuple):
    note: str | None
    till: int | None
    key: str | None
    no_key: bool
    dry_run: bool


def _drawer(amount: str | None, why: list[str] | None, typed: _Run, *, out: bool) -> None:
    from paycli.commands.amounts import amount_and_text
    from paycli.console.output import show
    from paycli.console.views.tills import drawer_moved
    from paycli.flows.session import execution
    from paycli.flows.tills import opened_at_till as opened
    from paycli.services.sales.shifts import move_drawer
    from paycli.terminal.paper import after_drawer, say_trouble

    with opened(moving=True) as app:
        run = execution(app, typed.key, no_key=typed.no_key, dry_run=typed.dry_run, asks=False)
        reason = " ".join(why or []) or None
        if amount is not None:
            amount, reason = amount_and_text(app.registry.currencies, amount, why, typed.note)
        moved = move_drawer(app, amount, reason, typed.till, run, out=out)
        show(drawer_moved(moved, app.registry))
        say_trouble(after_drawer(app, moved))


@commands.command()
def close(
    counted: Annotated[str, typer.Option("--counted", metavar="AMOUNT", help="The cash in the drawer, counted.")],
    why: Why = None,
    till: Till = None,
    key: Key = None,
    dry_run: DryRun = False,
) -> None:
    """Close the day at a till, and show its Z."""
    from paycli.console.output import show
    from paycli.console.views.tills import day_changed
    from paycli.flows.session import execution
    from paycli.flows.tills import opened_at_till as opened
    from paycli.services.sales.shifts import close_day
    from paycli.terminal.day_printing import after_close
    from paycli.terminal.paper import say_trouble
    from paycli.terminal.till.parking import left_at

    with opened(moving=True) as app:
        run = execution(app, key, dry_run=dry_run, asks=False)
        closed = close_day(app, counted, " ".join(why or []) or None, till, run)
        show(day_changed(closed, app.registry))
        say_trouble(after_close(app, closed))
        say_trouble("" if dry_run else left_at(app, closed.report.till))


commands.add_typer(pos_tab.commands, name="tab")
commands.add_typer(pos_printer.commands, name="printer")
commands.add_typer(pos_pin.commands, name="pin")
commands.command("guest")(pos_guest.guest)
commands.command("list")(pos_lists.list_)
commands.command("report")(pos_lists.report)
commands.command("tips")(pos_lists.tips)
