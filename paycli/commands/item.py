"""The items of a shop: check a file, take it over, list."""

from typing import Annotated

import typer

from paycli.commands.options import NOTHING, AfterName, DryRun, Limit, Tab

commands = typer.Typer(help="The goods and prices of a shop.", no_args_is_help=True)


@commands.command()
def check(
    file: Annotated[
        str | None, typer.Argument(metavar="[FILE|-]", help="Without one: the shop's own."), Tab("files")
    ] = None,
) -> None:
    """Check a file of items, and name every line that is wrong."""
    from paycli.console.output import show
    from paycli.console.views.items import checked
    from paycli.flows.items import read_file, telling_each_line
    from paycli.flows.session import opened
    from paycli.services.goods.items import check as look_through

    with telling_each_line(), opened() as app:
        data = None if file is None else read_file(file)
        show(checked(look_through(app, data, file or "")))


@commands.command("import")
def import_(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="CSV, or - for stdin."), Tab("files")],
    dry_run: DryRun = False,
) -> None:
    """Check a file of items wholly, and let the till sell by it from now on."""
    from paycli.console.output import show
    from paycli.console.views.items import imported
    from paycli.flows.items import read_file, telling_each_line
    from paycli.flows.session import opened
    from paycli.services.goods.items import take_over

    with telling_each_line(), opened() as app:
        show(imported(take_over(app, read_file(file), file, dry_run=dry_run)))


@commands.command("list")
def list_(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[WORDS]...", help="Only items that have all of them."), NOTHING
    ] = None,
    limit: Limit = None,
    after: AfterName = None,
) -> None:
    """List the items of the shop as its file has them."""
    from paycli.console.views.items import items
    from paycli.flows.items import telling_each_line
    from paycli.flows.lists import show_named
    from paycli.flows.session import opened
    from paycli.services.goods.items import listed
    from paycli.services.reading.pages import NamedPart

    with telling_each_line(), opened() as app:
        # What comes behind a place is found in the whole list.
        pricing, found = listed(app, words or (), None if after else limit)
        show_named(found, NamedPart(after, limit), lambda some: items(some, pricing), lambda item: item.code)
