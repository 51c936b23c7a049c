"""How a guest without a wallet joins the ledger of a till."""

from typing import Annotated

import typer

from paycli.commands.options import Tab


def guest(
    add: Annotated[
        str | None,
        typer.Option("--add", metavar="FILE|-", help="Keep codes of paycli wallet invite, one a line."),
        Tab("files"),
    ] = None,
) -> None:
    """Show a code with which a guest joins this ledger, each code once."""
    from paycli.console.output import show
    from paycli.console.views.guests import added
    from paycli.console.views.guests import guest as view
    from paycli.flows.guests import read_codes
    from paycli.flows.session import opened
    from paycli.services.people.guests import add_codes, next_code

    with opened() as app:
        if add is not None:
            show(added(add_codes(app, read_codes(add))))
        else:
            show(view(next_code(app), app.registry))
