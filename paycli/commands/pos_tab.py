"""The tabs of regulars at a till: keep one, list them, let a guest pay by one."""

from typing import Annotated

import typer

from paycli.commands.options import AfterName, Id, Limit, Tab

commands = typer.Typer(help="Regulars who pay at this till by a PIN.", no_args_is_help=True)
Till = Annotated[int | None, typer.Option("--till", min=0, max=99, help="Which till, where several are open.")]
Pin = Annotated[str | None, typer.Option("--pin", metavar="-|fd:N", help="Reads the PIN from stdin, or from there.")]


@commands.command()
def add(pin: Pin = None, till: Till = None) -> None:
    """Keep a guest's tab at this till, under a PIN that the guest chooses; its code comes hidden, or from stdin."""
    from paycli.console.output import Line, say, show
    from paycli.console.views.tabs import offer, till_tab_added
    from paycli.flows.pins import new_pin
    from paycli.flows.tabs import read_code
    from paycli.flows.tills import opened_at_till as opened
    from paycli.services.sales import tabs

    with opened() as app:
        offered = tabs.offered(app, read_code(), till)
        say(Line(offer(offered.shown, app.registry), "head"))
        show(
            till_tab_added(tabs.keep(app, offered, new_pin(f"{offered.shown.guest} chooses a PIN", pin)), app.registry)
        )


@commands.command("list")
def list_(till: Till = None, limit: Limit = None, after: AfterName = None) -> None:
    """List the tabs that are kept at this till."""
    from paycli.console.views.tabs import till_tabs
    from paycli.flows.lists import show_named
    from paycli.flows.tills import opened_at_till as opened
    from paycli.services.reading.pages import NamedPart
    from paycli.services.reading.reader import reading
    from paycli.services.sales import tabs

    with opened() as app:
        registry = app.registry
        with reading(app) as reader:
            found = tabs.tabs_at(app, reader, till)
    show_named(found, NamedPart(after, limit), lambda some: till_tabs(some, registry), lambda each: each.guest)


@commands.command()
def pay(
    sale: Annotated[Id, Tab("open_sales")],
    who: Annotated[str, typer.Argument(metavar="WHO", help="The guest's handle, like @li."), Tab("handles")],
    pin: Pin = None,
    till: Till = None,
) -> None:
    """Let a guest pay a sale that waits, by their tab and PIN."""
    from paycli.app.guests import GuestApp
    from paycli.flows.session import execution, full_ids_required
    from paycli.flows.tabs import PinAsker
    from paycli.flows.tills import opened_at_till as opened
    from paycli.services.sales.tabs import pay_by_tab, tab_at
    from paycli.terminal.tabs import show_paid

    asker = PinAsker(pin)
    with opened(moving=True) as app:
        run = asker.naming_sum(execution(app, asks=False), app)
        payer = GuestApp(app, tab_at(app, who, till, asker))
        show_paid(app, pay_by_tab(app, sale, payer, run, full_ids_required=full_ids_required()))
