"""A regular's tab at a shop, for the regular: make it, list, leave."""

from typing import Annotated

import typer

from paycli.commands.options import AfterName, Light, Limit, Tab

commands = typer.Typer(help="Your tab at a shop: its till charges you for a PIN.", no_args_is_help=True)
Shop = Annotated[str, typer.Argument(metavar="SHOP", help="The shop's handle, like cafe.")]


@commands.command()
def join(
    shop: Annotated[Shop, Tab("shops")],
    most: Annotated[str, typer.Option("--max", metavar="AMOUNT/day", help="The most in a day, like 20/day.")],
    until: Annotated[
        str | None, typer.Option("--until", metavar="TIME", help="It ends then, like +30d; else in a year.")
    ] = None,
    light: Light = False,
) -> None:
    """Have a tab at a shop: show the code that its till reads."""
    from paycli.console.output import show
    from paycli.console.views.tabs import joined
    from paycli.flows.session import opened
    from paycli.flows.tabs import agreed, tab_wanted
    from paycli.services.people import tabs

    with opened() as app:
        wanted = tab_wanted(app, shop, most, until)
        show(joined(tabs.join(app, wanted, agreed(app)), app.registry, light_background=light))


@commands.command("list")
def list_(
    every: Annotated[bool, typer.Option("--all", help="Those that were left too.")] = False,
    limit: Limit = None,
    after: AfterName = None,
) -> None:
    """List your tabs at shops, with the rest of today."""
    from paycli.console.views.tabs import place
    from paycli.console.views.tabs import tabs as view
    from paycli.flows.lists import show_named
    from paycli.flows.session import reading
    from paycli.services.people import tabs
    from paycli.services.reading.pages import NamedPart

    with reading() as reader:
        found, registry = tabs.tabs(reader, left=every), reader.registry
    show_named(found, NamedPart(after, limit), lambda some: view(some, registry), place)


@commands.command()
def leave(shop: Annotated[Shop, Tab("shops")]) -> None:
    """End your tab at a shop, at once and for good."""
    from paycli.console.output import show
    from paycli.console.views.tabs import left
    from paycli.flows.session import opened
    from paycli.services.people import tabs

    with opened() as app:
        show(left(tabs.leave(app, shop), app.registry))
