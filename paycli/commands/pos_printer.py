"""The receipt printer of a till."""

from typing import Annotated

import typer

from paycli.commands.options import Tab

commands = typer.Typer(help="The receipt printer of a till.", no_args_is_help=True)
Till = Annotated[int | None, typer.Option("--till", min=0, max=99, help="Which till, where several are open.")]


@commands.command("set")
def set_(
    where: Annotated[
        str, typer.Argument(metavar="WHERE", help="A device, like /dev/usb/lp0, or HOST:9100."), Tab("files")
    ],
    columns: Annotated[int, typer.Option("--columns", help="The letters of a line: 32, 42 or 48.")] = 42,
    code_page: Annotated[str, typer.Option("--code-page", metavar="NAME", help="The page of its letters.")] = "cp858",
    auto: Annotated[bool, typer.Option("--auto", help="Print each paid sale, and each Z.")] = False,
    one_way: Annotated[bool, typer.Option("--one-way", help="It never answers; what was sent counts.")] = False,
    till: Till = None,
) -> None:
    """Say where a till prints, and how wide its paper is."""
    from pathlib import Path

    from paycli.console.escpos import check_code_page
    from paycli.console.output import show
    from paycli.console.views.printers import changed
    from paycli.domain.printing import Printer, check_columns, place_of
    from paycli.flows.tills import opened_at_till as opened
    from paycli.terminal.printer import printer_at

    printer = Printer(where, check_columns(columns), check_code_page(code_page), auto, one_way)
    if not place_of(where).port:
        printer = printer._replace(where=str(Path(where).absolute()))
        place_of(printer.where)
    with opened() as app:
        at = printer_at(app, till)
        show(changed(at.till, printer, was_changed=at.printer.set(printer)))


@commands.command()
def show(till: Till = None) -> None:
    """Show where a till prints, and what waits for its printer."""
    from paycli.console.output import show as show_
    from paycli.console.views.printers import shown
    from paycli.flows.tills import opened_at_till as opened
    from paycli.terminal.printer import printer_at

    with opened() as app:
        at = printer_at(app, till)
        at.printer.wake()
        show_(shown(at.till, at.printer.settings(), at.printer.state(), app.registry))


@commands.command("test")
def try_(till: Till = None) -> None:
    """Print a page; if that goes well, what waited for somebody to look at the printer is printed too."""
    from paycli.console.output import show
    from paycli.console.views.printers import tested
    from paycli.flows.tills import opened_at_till as opened
    from paycli.terminal.printer import print_trial, printer_at

    with opened() as app:
        at = printer_at(app, till)
        show(tested(at.till, print_trial(app, at)))


@commands.command()
def off(till: Till = None) -> None:
    """Print no more at a till. Receipts that wait are thrown away; `pos receipt` still shows them."""
    from paycli.console.output import show
    from paycli.console.views.printers import changed
    from paycli.flows.tills import opened_at_till as opened
    from paycli.terminal.printer import printer_at

    with opened() as app:
        at = printer_at(app, till)
        was_set = at.printer.set(None)
        show(changed(at.till, None, was_changed=was_set, thrown_away=at.printer.forget()))
