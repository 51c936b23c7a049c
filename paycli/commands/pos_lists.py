"""What a shop looks up: its sales, its closed days; and paying out its tips."""

from itertools import chain
from typing import TYPE_CHECKING, Annotated

import typer

from paycli.commands.options import NOTHING, After, DryRun, Key, Limit, NoKey, NoteOption, Since, Tab, Until

if TYPE_CHECKING:
    from paycli.domain.ports import App
    from paycli.services.reading.pages import Part
    from paycli.services.sales.listed import Wanted

Till = Annotated[int | None, typer.Option("--till", min=0, max=99, help="Which till, where several are open.")]
OneTill = Annotated[int | None, typer.Option("--till", min=0, max=99, help="Only this till.")]


def list_(  # noqa: PLR0913  each leaves out some of the sales
    open_only: Annotated[bool, typer.Option("--open", help="Only sales that can still be paid.")] = False,
    paid_only: Annotated[bool, typer.Option("--paid", help="Only paid sales.")] = False,
    today: Annotated[bool, typer.Option("--today", help="Only the sales of today.")] = False,
    till: OneTill = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = None,
    after: After = None,
) -> None:
    """List the sales of your shop, newest first."""
    from paycli.console.times import parse_period
    from paycli.console.views.counter_lists import sales as view
    from paycli.flows.lists import show_list
    from paycli.flows.tills import opened_at_till as opened
    from paycli.services.reading.pages import Part
    from paycli.services.sales.listed import Wanted, sales

    with opened(copies=True) as app:
        begins, ends = parse_period("today" if today else since, until, app.registry.zone, app.clock.now_ms())
        wanted = Wanted(open_only, paid_only, till, begins, ends)
        registry = app.registry
        show_list(
            app,
            Part(after, limit),
            lambda reader, part: sales(reader, wanted, part),
            lambda rows: view(rows, registry),
            lambda row: row.n,
        )


def report(
    lines: Annotated[bool, typer.Option("--lines", help="Each line that was sold or refunded.")] = False,
    csv: Annotated[
        str | None, typer.Option("--csv", metavar="FILE|-", help="These lines as CSV, in a new file."), Tab("files")
    ] = None,
    till: OneTill = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = None,
    after: After = None,
) -> None:
    """List the closed days of your shop's tills, with their sums; or what was sold, line by line."""
    from paycli.console.times import parse_period
    from paycli.flows.lists import show_list
    from paycli.flows.tills import opened_at_till as opened
    from paycli.services.reading.pages import Part
    from paycli.services.sales.listed import Wanted, days

    with opened(copies=True) as app:
        begins, ends = parse_period(since, until, app.registry.zone, app.clock.now_ms())
        wanted, registry, part = Wanted(till=till, since=begins, until=ends), app.registry, Part(after, limit)
        if lines or csv is not None:
            _sold_rows(app, wanted, part, csv)
            return
        from paycli.console.views.counter_lists import days as view

        show_list(
            app,
            part,
            lambda reader, part: days(reader, wanted, part),
            lambda rows: view(rows, registry),
            lambda row: row.n,
        )


def _sold_rows(app: "App", wanted: "Wanted", part: "Part", csv: str | None) -> None:
    """Show what was sold line by line, or write it as CSV."""
    from paycli.console.views.sold_rows import csv_header, exported, sold_csv, sold_rows
    from paycli.flows.lists import pages, show_list
    from paycli.services.sales.sold_rows import settled

    registry = app.registry
    if csv is None:
        show_list(
            app,
            part,
            lambda reader, part: settled(reader, wanted, part),
            lambda rows: sold_rows(rows, registry),
            lambda row: row.n,
        )
        return
    from paycli.console.output import show
    from paycli.flows.exports import STDOUT, write_lines

    found = pages(app, part, lambda reader, part: settled(reader, wanted, part))
    count = write_lines(csv, chain([[csv_header()]], (sold_csv(page.rows, registry) for page in found)))
    if csv != STDOUT:
        show(exported(csv, count - 1))


def tips(
    who: Annotated[str, typer.Argument(metavar="WHO", help="A handle; your shop's own, too."), Tab("handles")],
    amount: Annotated[str | None, typer.Argument(metavar="[AMOUNT]", help="Like 12.50; else all."), NOTHING] = None,
    words: Annotated[list[str] | None, typer.Argument(metavar="[NOTE]...", help="The reason."), NOTHING] = None,
    note: NoteOption = None,
    key: Key = None,
    no_key: NoKey = False,
    dry_run: DryRun = False,
) -> None:
    """Pay out the tips of your shop."""
    from paycli.commands.amounts import amount_and_text
    from paycli.console.output import show
    from paycli.console.views.counter_lists import tips_sent
    from paycli.flows.session import execution
    from paycli.flows.tills import opened_at_till as opened
    from paycli.services.sales.tips import pay_out

    with opened(moving=True) as app:
        text = note
        if amount is not None:
            amount, text = amount_and_text(app.registry.currencies, amount, words, note)
        run = execution(app, key, no_key=no_key, dry_run=dry_run)
        show(tips_sent(pay_out(app, who, amount, text, run), app.registry))
