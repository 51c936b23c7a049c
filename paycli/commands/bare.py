"""The bare command: it is part of every run, so it stands apart from the commands that are not."""

import typer


def bare(context: typer.Context) -> None:
    """Show the balance, what waits, and what is worth typing next, when no command is given."""
    if context.invoked_subcommand is not None:
        return
    from paycli.services.balances import balance
    from paycli.services.history import inbox
    from paycli.terminal.output import show
    from paycli.terminal.session import opened
    from paycli.terminal.views.home import home

    with opened() as app:
        show(home(balance(app), inbox(app, news=False), app.registry))
