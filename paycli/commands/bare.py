"""The bare command: it is part of every run, so it stands apart from the commands that are not."""

import typer


def bare(context: typer.Context) -> None:
    """Show the balance, what waits, and what is worth typing next, when no command is given."""
    if context.invoked_subcommand is not None:
        return
    from paycli.console.output import show
    from paycli.console.views.home import home
    from paycli.flows.session import reading
    from paycli.services.inbox import waiting
    from paycli.services.reading.balances import balance

    with reading() as reader:
        has, waits = balance(reader), waiting(reader)
    show(home(has, waits, reader.registry))
